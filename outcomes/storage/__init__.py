"""What is stored: models and their named queries, by noun."""

from outcomes.storage.audit import AuditEvent
from outcomes.storage.curves import CurveActivation, CurveVersion
from outcomes.storage.curves_in_use import curve_of, curves_in_use
from outcomes.storage.database import db
from outcomes.storage.devices import Device, RatingCode
from outcomes.storage.home_links import HomeLink
from outcomes.storage.paper import PaperForm, PaperReading
from outcomes.storage.people import Client, Clinic, StaffMember, Supervision, Team
from outcomes.storage.ratings import Administration, Answer, Score
from outcomes.storage.reflections import LearningGoal, Reflection
from outcomes.storage.remarks import Remark
from outcomes.storage.resting import RestingKey
from outcomes.storage.risk_answers import RiskSettings
from outcomes.storage.showing import ShowingChoice
from outcomes.storage.sign_in import OneTimeLink, SignInFailures, WebSession
from outcomes.storage.signals import EpisodeProgress, Response, Signal, SignalEvent
from outcomes.storage.treatment import CareRelationship, Episode, LifeEvent, TherapySession

__all__ = [
    "Administration",
    "Answer",
    "AuditEvent",
    "CareRelationship",
    "Client",
    "Clinic",
    "CurveActivation",
    "CurveVersion",
    "Device",
    "Episode",
    "EpisodeProgress",
    "HomeLink",
    "LearningGoal",
    "LifeEvent",
    "OneTimeLink",
    "PaperForm",
    "PaperReading",
    "RatingCode",
    "Reflection",
    "Remark",
    "Response",
    "RestingKey",
    "RiskSettings",
    "Score",
    "ShowingChoice",
    "SignInFailures",
    "Signal",
    "SignalEvent",
    "StaffMember",
    "Supervision",
    "Team",
    "TherapySession",
    "WebSession",
    "curve_of",
    "curves_in_use",
    "db",
]
