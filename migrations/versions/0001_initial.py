"""The tables, the audit that refuses changes, and the fence between clinics."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPENDED_ONLY = {
    "sqlite": [
        "\n        CREATE TRIGGER audit_events_refuse_update BEFORE UPDATE ON audit_events\n        BEGIN SELECT RAISE(ABORT, 'the audit is appended only'); END\n    ",
        "\n        CREATE TRIGGER audit_events_refuse_delete BEFORE DELETE ON audit_events\n        BEGIN SELECT RAISE(ABORT, 'the audit is appended only'); END\n    ",
        "\n        CREATE TRIGGER audit_events_refuse_replace BEFORE INSERT ON audit_events\n        WHEN EXISTS (SELECT 1 FROM audit_events WHERE sequence = NEW.sequence)\n        BEGIN SELECT RAISE(ABORT, 'the audit is appended only'); END\n    ",
    ],
    "postgresql": [
        "\n        CREATE RULE audit_events_refuse_update AS ON UPDATE TO audit_events DO INSTEAD NOTHING\n    ",
        "\n        CREATE RULE audit_events_refuse_delete AS ON DELETE TO audit_events DO INSTEAD NOTHING\n    ",
    ],
}

FENCED = [
    "administrations",
    "answers",
    "care_relationships",
    "clients",
    "episode_progress",
    "episodes",
    "form_drafts",
    "learning_goals",
    "life_events",
    "reflections",
    "responses",
    "scores",
    "signal_events",
    "signals",
    "supervisions",
    "teams",
    "therapy_sessions",
]
"""Tables of which a transaction sees the rows of the clinic that it has named, or none."""

FENCED_AFTER_SIGN_IN = ["audit_events", "one_time_links", "staff", "web_sessions"]
"""Tables that are needed to find out who signs in: fenced once a clinic has been named."""


def upgrade():
    create_tables()
    for statement in APPENDED_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    if op.get_bind().dialect.name == "postgresql":
        fence_clinics()


def fence_clinics():
    named = "NULLIF(current_setting('outcomes.clinic_id', true), '')"
    own = f"({named} = 'all' OR clinic_id::text = {named})"
    for table in FENCED:
        fence(table, own)
    for table in FENCED_AFTER_SIGN_IN:
        fence(table, f"{named} IS NULL OR {own}")


def fence(table, rule):
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    # Without FORCE the owner of the tables, which the application usually is, would see all rows.
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_clinic ON {table} USING ({rule})")


def create_tables():
    op.create_table(
        "clinics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("help_text", sa.String(), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinics")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("wait_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_in_failures")),
    )
    op.create_table(
        "audit_events",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=True),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=True),
        sa.Column("object_id", sa.String(), nullable=True),
        sa.Column("relationship", sa.String(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "actor_kind IN ('staff', 'client', 'console', 'nobody')",
            name=op.f("ck_audit_events_actor_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_audit_events_clinic_id_clinics")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_events_clinic_id"), "audit_events", ["clinic_id"], unique=False)
    op.create_index(op.f("ix_audit_events_event"), "audit_events", ["event"], unique=False)
    op.create_index(
        op.f("ix_audit_events_happened_at"), "audit_events", ["happened_at"], unique=False
    )
    op.create_table(
        "clients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_clients_clinic_id_clinics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("clinic_id", "code", name=op.f("uq_clients_clinic_id_code")),
    )
    op.create_index(op.f("ix_clients_clinic_id"), "clients", ["clinic_id"], unique=False)
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_teams_clinic_id_clinics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("clinic_id", "name", name=op.f("uq_teams_clinic_id_name")),
    )
    op.create_index(op.f("ix_teams_clinic_id"), "teams", ["clinic_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.Column("disabled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('therapist', 'supervisor', 'director', 'reception')",
            name=op.f("ck_staff_role_known"),
        ),
        sa.CheckConstraint(
            "(disabled_at IS NULL) = (disabled_by_id IS NULL)",
            name=op.f("ck_staff_disabled_at_with_disabled_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_staff_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["disabled_by_id"], ["staff.id"], name=op.f("fk_staff_disabled_by_id_staff")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_staff_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_index(op.f("ix_staff_clinic_id"), "staff", ["clinic_id"], unique=False)
    op.create_index(op.f("ix_staff_team_id"), "staff", ["team_id"], unique=False)
    op.create_table(
        "episodes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("therapist_id", sa.Integer(), nullable=False),
        sa.Column("service_kind", sa.String(), nullable=False),
        sa.Column("age_band", sa.String(), nullable=False),
        sa.Column("outcome_measure_id", sa.String(), nullable=False),
        sa.Column("alliance_measure_id", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("ending_kind", sa.String(), nullable=True),
        sa.CheckConstraint(
            "age_band IN ('child', 'youth', 'adult')", name=op.f("ck_episodes_age_band_known")
        ),
        sa.CheckConstraint(
            "ending_kind IN ('planned', 'client_stopped', 'service_stopped', 'moved_or_referred', 'other')",
            name=op.f("ck_episodes_ending_kind_known"),
        ),
        sa.CheckConstraint(
            "service_kind IN ('therapy', 'coaching', 'skills', 'group')",
            name=op.f("ck_episodes_service_kind_known"),
        ),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (ending_kind IS NULL)",
            name=op.f("ck_episodes_closed_with_ending"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_episodes_client_id_clients")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_episodes_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["therapist_id"], ["staff.id"], name=op.f("fk_episodes_therapist_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episodes")),
    )
    op.create_index(op.f("ix_episodes_client_id"), "episodes", ["client_id"], unique=False)
    op.create_index(op.f("ix_episodes_clinic_id"), "episodes", ["clinic_id"], unique=False)
    op.create_index(op.f("ix_episodes_therapist_id"), "episodes", ["therapist_id"], unique=False)
    op.create_table(
        "form_drafts",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_form_drafts_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_form_drafts_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", "page", name=op.f("pk_form_drafts")),
    )
    op.create_index(op.f("ix_form_drafts_clinic_id"), "form_drafts", ["clinic_id"], unique=False)
    op.create_index(op.f("ix_form_drafts_kept_at"), "form_drafts", ["kept_at"], unique=False)
    op.create_table(
        "one_time_links",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('first_director', 'invitation', 'reset')",
            name=op.f("ck_one_time_links_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_one_time_links_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_one_time_links_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_links")),
    )
    op.create_index(
        op.f("ix_one_time_links_clinic_id"), "one_time_links", ["clinic_id"], unique=False
    )
    op.create_index(
        op.f("ix_one_time_links_staff_id"), "one_time_links", ["staff_id"], unique=False
    )
    op.create_table(
        "reflections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("therapist_id", sa.Integer(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("learned", sa.String(), nullable=False),
        sa.Column("new_or_different", sa.String(), nullable=False),
        sa.Column("how_i_work", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("shared_at", sa.DateTime(), nullable=True),
        sa.Column("shared_with_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(shared_at IS NULL) = (shared_with_id IS NULL)",
            name=op.f("ck_reflections_shared_at_with_shared_with_id"),
        ),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_reflections_period_in_order")),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_reflections_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["shared_with_id"], ["staff.id"], name=op.f("fk_reflections_shared_with_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["therapist_id"], ["staff.id"], name=op.f("fk_reflections_therapist_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflections")),
        sa.UniqueConstraint(
            "therapist_id",
            "period_from",
            "period_to",
            name=op.f("uq_reflections_therapist_id_period_from_period_to"),
        ),
    )
    op.create_index(op.f("ix_reflections_clinic_id"), "reflections", ["clinic_id"], unique=False)
    op.create_index(
        op.f("ix_reflections_therapist_id"), "reflections", ["therapist_id"], unique=False
    )
    op.create_table(
        "supervisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("therapist_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_supervisions_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["staff.id"], name=op.f("fk_supervisions_supervisor_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["therapist_id"], ["staff.id"], name=op.f("fk_supervisions_therapist_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisions")),
    )
    op.create_index(op.f("ix_supervisions_clinic_id"), "supervisions", ["clinic_id"], unique=False)
    op.create_index(
        op.f("ix_supervisions_supervisor_id"), "supervisions", ["supervisor_id"], unique=False
    )
    op.create_index(
        op.f("ix_supervisions_therapist_id"), "supervisions", ["therapist_id"], unique=False
    )
    op.create_table(
        "care_relationships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('colleague', 'former_therapist')",
            name=op.f("ck_care_relationships_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_care_relationships_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_care_relationships_episode_id_episodes")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_care_relationships_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_relationships")),
    )
    op.create_index(
        op.f("ix_care_relationships_clinic_id"), "care_relationships", ["clinic_id"], unique=False
    )
    op.create_index(
        op.f("ix_care_relationships_episode_id"), "care_relationships", ["episode_id"], unique=False
    )
    op.create_index(
        op.f("ix_care_relationships_staff_id"), "care_relationships", ["staff_id"], unique=False
    )
    op.create_table(
        "episode_progress",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("n_scores", sa.Integer(), nullable=False),
        sa.Column("n_attended", sa.Integer(), nullable=False),
        sa.Column("n_missed", sa.Integer(), nullable=False),
        sa.Column("n_unrated", sa.Integer(), nullable=False),
        sa.Column("unrated_run", sa.Integer(), nullable=False),
        sa.Column("intake", sa.Double(), nullable=True),
        sa.Column("latest", sa.Double(), nullable=True),
        sa.Column("change", sa.Double(), nullable=True),
        sa.Column("change_since_last", sa.Double(), nullable=True),
        sa.Column("reliable", sa.Boolean(), nullable=False),
        sa.Column("change_class", sa.String(), nullable=True),
        sa.Column("intake_clinical", sa.Boolean(), nullable=True),
        sa.Column("improvement_attainable", sa.Boolean(), nullable=True),
        sa.Column("benefit_percentile", sa.Double(), nullable=True),
        sa.Column("rated_on", sa.Date(), nullable=True),
        sa.Column("new_rating", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("sparkline", sa.Text(), nullable=False),
        sa.Column("computed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_episode_progress_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_episode_progress_episode_id_episodes")
        ),
        sa.PrimaryKeyConstraint("episode_id", name=op.f("pk_episode_progress")),
    )
    op.create_index(
        op.f("ix_episode_progress_clinic_id"), "episode_progress", ["clinic_id"], unique=False
    )
    op.create_index(
        op.f("ix_episode_progress_status"), "episode_progress", ["status"], unique=False
    )
    op.create_table(
        "learning_goals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("reflection_id", sa.Integer(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("shown_by", sa.String(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_learning_goals_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["reflection_id"],
            ["reflections.id"],
            name=op.f("fk_learning_goals_reflection_id_reflections"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_goals")),
        sa.UniqueConstraint("reflection_id", name=op.f("uq_learning_goals_reflection_id")),
    )
    op.create_index(
        op.f("ix_learning_goals_clinic_id"), "learning_goals", ["clinic_id"], unique=False
    )
    op.create_table(
        "life_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_life_events_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_life_events_episode_id_episodes")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["staff.id"], name=op.f("fk_life_events_recorded_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_life_events")),
    )
    op.create_index(op.f("ix_life_events_clinic_id"), "life_events", ["clinic_id"], unique=False)
    op.create_index(op.f("ix_life_events_episode_id"), "life_events", ["episode_id"], unique=False)
    op.create_table(
        "therapy_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("attendance", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("unrated_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(attendance = 'attended') = (number IS NOT NULL)",
            name=op.f("ck_therapy_sessions_number_when_attended"),
        ),
        sa.CheckConstraint(
            "attendance IN ('planned', 'attended', 'cancelled', 'did_not_attend')",
            name=op.f("ck_therapy_sessions_attendance_known"),
        ),
        sa.CheckConstraint(
            "mode IN ('in_person', 'video', 'phone')", name=op.f("ck_therapy_sessions_mode_known")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_therapy_sessions_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_therapy_sessions_episode_id_episodes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_therapy_sessions")),
        sa.UniqueConstraint(
            "episode_id", "number", name=op.f("uq_therapy_sessions_episode_id_number")
        ),
    )
    op.create_index(
        op.f("ix_therapy_sessions_clinic_id"), "therapy_sessions", ["clinic_id"], unique=False
    )
    op.create_index(
        op.f("ix_therapy_sessions_episode_id"), "therapy_sessions", ["episode_id"], unique=False
    )
    op.create_index(
        op.f("ix_therapy_sessions_held_on"), "therapy_sessions", ["held_on"], unique=False
    )
    op.create_table(
        "administrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("form_uuid", sa.String(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("therapy_session_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("measure_version", sa.String(), nullable=False),
        sa.Column("rater", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=True),
        sa.Column("layout", sa.String(), nullable=True),
        sa.Column("device_class", sa.String(), nullable=True),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('outcome', 'alliance')", name=op.f("ck_administrations_kind_known")
        ),
        sa.CheckConstraint(
            "rater IN ('self', 'caregiver', 'therapist', 'other')",
            name=op.f("ck_administrations_rater_known"),
        ),
        sa.CheckConstraint(
            "state = 'withdrawn' OR (state = 'submitted') = (submitted_at IS NOT NULL)",
            name=op.f("ck_administrations_submitted_when"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'submitted', 'withdrawn')",
            name=op.f("ck_administrations_state_known"),
        ),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (content_hash IS NULL)",
            name=op.f("ck_administrations_submitted_at_with_content_hash"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_administrations_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_administrations_episode_id_episodes")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["staff.id"], name=op.f("fk_administrations_opened_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["therapy_session_id"],
            ["therapy_sessions.id"],
            name=op.f("fk_administrations_therapy_session_id_therapy_sessions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_administrations")),
        sa.UniqueConstraint("form_uuid", name=op.f("uq_administrations_form_uuid")),
    )
    op.create_index(
        op.f("ix_administrations_clinic_id"), "administrations", ["clinic_id"], unique=False
    )
    op.create_index(
        op.f("ix_administrations_episode_id"), "administrations", ["episode_id"], unique=False
    )
    op.create_index(
        op.f("ix_administrations_submitted_at"), "administrations", ["submitted_at"], unique=False
    )
    op.create_index(
        op.f("ix_administrations_therapy_session_id"),
        "administrations",
        ["therapy_session_id"],
        unique=False,
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("input_kind", sa.String(), nullable=True),
        sa.CheckConstraint(
            "input_kind IN ('line', 'typed', 'choice', 'paper')",
            name=op.f("ck_answers_input_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["administration_id"],
            ["administrations.id"],
            name=op.f("fk_answers_administration_id_administrations"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_answers_clinic_id_clinics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint(
            "administration_id", "item_id", name=op.f("uq_answers_administration_id_item_id")
        ),
    )
    op.create_index(
        op.f("ix_answers_administration_id"), "answers", ["administration_id"], unique=False
    )
    op.create_index(op.f("ix_answers_clinic_id"), "answers", ["clinic_id"], unique=False)
    op.create_table(
        "scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("prorated", sa.Boolean(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("software_version", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(value IS NULL) = (reason IS NOT NULL)", name=op.f("ck_scores_value_or_reason")
        ),
        sa.ForeignKeyConstraint(
            ["administration_id"],
            ["administrations.id"],
            name=op.f("fk_scores_administration_id_administrations"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_scores_clinic_id_clinics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scores")),
        sa.UniqueConstraint("administration_id", name=op.f("uq_scores_administration_id")),
    )
    op.create_index(op.f("ix_scores_clinic_id"), "scores", ["clinic_id"], unique=False)
    op.create_table(
        "signals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("administration_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("score_then", sa.Double(), nullable=True),
        sa.Column("session_then", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("asking", sa.Boolean(), nullable=False),
        sa.Column("asking_since", sa.Date(), nullable=False),
        sa.Column("asked_again", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_because", sa.String(), nullable=True),
        sa.CheckConstraint(
            "closed_because IN ('back_on_track', 'ended', 'rated_again', 'acknowledged', 'withdrawn')",
            name=op.f("ck_signals_closed_because_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('outcome', 'alliance', 'no_rating', 'risk')",
            name=op.f("ck_signals_kind_known"),
        ),
        sa.CheckConstraint(
            "level IN ('watch', 'not_on_track')", name=op.f("ck_signals_level_known")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_because IS NULL)",
            name=op.f("ck_signals_closed_at_with_closed_because"),
        ),
        sa.ForeignKeyConstraint(
            ["administration_id"],
            ["administrations.id"],
            name=op.f("fk_signals_administration_id_administrations"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_signals_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_signals_episode_id_episodes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
    )
    op.create_index(op.f("ix_signals_clinic_id"), "signals", ["clinic_id"], unique=False)
    op.create_index(op.f("ix_signals_episode_id"), "signals", ["episode_id"], unique=False)
    op.create_table(
        "web_sessions",
        sa.Column("id_hash", sa.String(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("administration_id", sa.Integer(), nullable=True),
        sa.Column("contents", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "scope IN ('staff', 'tablet')", name=op.f("ck_web_sessions_scope_known")
        ),
        sa.ForeignKeyConstraint(
            ["administration_id"],
            ["administrations.id"],
            name=op.f("fk_web_sessions_administration_id_administrations"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_web_sessions_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_web_sessions_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_web_sessions")),
    )
    op.create_index(
        op.f("ix_web_sessions_administration_id"),
        "web_sessions",
        ["administration_id"],
        unique=False,
    )
    op.create_index(op.f("ix_web_sessions_clinic_id"), "web_sessions", ["clinic_id"], unique=False)
    op.create_index(
        op.f("ix_web_sessions_expires_at"), "web_sessions", ["expires_at"], unique=False
    )
    op.create_index(op.f("ix_web_sessions_staff_id"), "web_sessions", ["staff_id"], unique=False)
    op.create_table(
        "responses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("responded_by_id", sa.Integer(), nullable=False),
        sa.Column("responded_at", sa.DateTime(), nullable=False),
        sa.Column("responded_on", sa.Date(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("look_again", sa.String(), nullable=True),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("score_then", sa.Double(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(look_again = 'at_date') = (remind_on IS NOT NULL) OR look_again IS NULL",
            name=op.f("ck_responses_date_when_at_date"),
        ),
        sa.CheckConstraint(
            "action <> 'false_alarm' OR detail <> ''",
            name=op.f("ck_responses_false_alarm_says_why"),
        ),
        sa.CheckConstraint(
            "action IN ('talked_with_client', 'changed_something', 'consulted', 'referred', 'false_alarm', 'remind_me')",
            name=op.f("ck_responses_action_known"),
        ),
        sa.CheckConstraint(
            "domain IN ('alliance', 'goals', 'method', 'life_and_support', 'medical_or_risk')",
            name=op.f("ck_responses_domain_known"),
        ),
        sa.CheckConstraint(
            "look_again IN ('next_session', 'in_three_sessions', 'at_date')",
            name=op.f("ck_responses_look_again_known"),
        ),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)",
            name=op.f("ck_responses_undone_at_with_undone_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_responses_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["responded_by_id"], ["staff.id"], name=op.f("fk_responses_responded_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["signals.id"], name=op.f("fk_responses_signal_id_signals")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["staff.id"], name=op.f("fk_responses_undone_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
    )
    op.create_index(op.f("ix_responses_clinic_id"), "responses", ["clinic_id"], unique=False)
    op.create_index(op.f("ix_responses_signal_id"), "responses", ["signal_id"], unique=False)
    op.create_table(
        "signal_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "event IN ('opened', 'raised', 'asked_again', 'closed', 'reopened')",
            name=op.f("ck_signal_events_event_known"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_signal_events_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["signals.id"], name=op.f("fk_signal_events_signal_id_signals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_events")),
    )
    op.create_index(
        op.f("ix_signal_events_clinic_id"), "signal_events", ["clinic_id"], unique=False
    )
    op.create_index(
        op.f("ix_signal_events_signal_id"), "signal_events", ["signal_id"], unique=False
    )


def downgrade():
    op.drop_index(op.f("ix_signal_events_signal_id"), table_name="signal_events")
    op.drop_index(op.f("ix_signal_events_clinic_id"), table_name="signal_events")
    op.drop_table("signal_events")
    op.drop_index(op.f("ix_responses_signal_id"), table_name="responses")
    op.drop_index(op.f("ix_responses_clinic_id"), table_name="responses")
    op.drop_table("responses")
    op.drop_index(op.f("ix_web_sessions_staff_id"), table_name="web_sessions")
    op.drop_index(op.f("ix_web_sessions_expires_at"), table_name="web_sessions")
    op.drop_index(op.f("ix_web_sessions_clinic_id"), table_name="web_sessions")
    op.drop_index(op.f("ix_web_sessions_administration_id"), table_name="web_sessions")
    op.drop_table("web_sessions")
    op.drop_index(op.f("ix_signals_episode_id"), table_name="signals")
    op.drop_index(op.f("ix_signals_clinic_id"), table_name="signals")
    op.drop_table("signals")
    op.drop_index(op.f("ix_scores_clinic_id"), table_name="scores")
    op.drop_table("scores")
    op.drop_index(op.f("ix_answers_clinic_id"), table_name="answers")
    op.drop_index(op.f("ix_answers_administration_id"), table_name="answers")
    op.drop_table("answers")
    op.drop_index(op.f("ix_administrations_therapy_session_id"), table_name="administrations")
    op.drop_index(op.f("ix_administrations_submitted_at"), table_name="administrations")
    op.drop_index(op.f("ix_administrations_episode_id"), table_name="administrations")
    op.drop_index(op.f("ix_administrations_clinic_id"), table_name="administrations")
    op.drop_table("administrations")
    op.drop_index(op.f("ix_therapy_sessions_held_on"), table_name="therapy_sessions")
    op.drop_index(op.f("ix_therapy_sessions_episode_id"), table_name="therapy_sessions")
    op.drop_index(op.f("ix_therapy_sessions_clinic_id"), table_name="therapy_sessions")
    op.drop_table("therapy_sessions")
    op.drop_index(op.f("ix_life_events_episode_id"), table_name="life_events")
    op.drop_index(op.f("ix_life_events_clinic_id"), table_name="life_events")
    op.drop_table("life_events")
    op.drop_index(op.f("ix_learning_goals_clinic_id"), table_name="learning_goals")
    op.drop_table("learning_goals")
    op.drop_index(op.f("ix_episode_progress_status"), table_name="episode_progress")
    op.drop_index(op.f("ix_episode_progress_clinic_id"), table_name="episode_progress")
    op.drop_table("episode_progress")
    op.drop_index(op.f("ix_care_relationships_staff_id"), table_name="care_relationships")
    op.drop_index(op.f("ix_care_relationships_episode_id"), table_name="care_relationships")
    op.drop_index(op.f("ix_care_relationships_clinic_id"), table_name="care_relationships")
    op.drop_table("care_relationships")
    op.drop_index(op.f("ix_supervisions_therapist_id"), table_name="supervisions")
    op.drop_index(op.f("ix_supervisions_supervisor_id"), table_name="supervisions")
    op.drop_index(op.f("ix_supervisions_clinic_id"), table_name="supervisions")
    op.drop_table("supervisions")
    op.drop_index(op.f("ix_reflections_therapist_id"), table_name="reflections")
    op.drop_index(op.f("ix_reflections_clinic_id"), table_name="reflections")
    op.drop_table("reflections")
    op.drop_index(op.f("ix_one_time_links_staff_id"), table_name="one_time_links")
    op.drop_index(op.f("ix_one_time_links_clinic_id"), table_name="one_time_links")
    op.drop_table("one_time_links")
    op.drop_index(op.f("ix_form_drafts_kept_at"), table_name="form_drafts")
    op.drop_index(op.f("ix_form_drafts_clinic_id"), table_name="form_drafts")
    op.drop_table("form_drafts")
    op.drop_index(op.f("ix_episodes_therapist_id"), table_name="episodes")
    op.drop_index(op.f("ix_episodes_clinic_id"), table_name="episodes")
    op.drop_index(op.f("ix_episodes_client_id"), table_name="episodes")
    op.drop_table("episodes")
    op.drop_index(op.f("ix_staff_team_id"), table_name="staff")
    op.drop_index(op.f("ix_staff_clinic_id"), table_name="staff")
    op.drop_table("staff")
    op.drop_index(op.f("ix_teams_clinic_id"), table_name="teams")
    op.drop_table("teams")
    op.drop_index(op.f("ix_clients_clinic_id"), table_name="clients")
    op.drop_table("clients")
    op.drop_index(op.f("ix_audit_events_happened_at"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_event"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_clinic_id"), table_name="audit_events")
    op.drop_table("audit_events")
    op.drop_table("sign_in_failures")
    op.drop_table("clinics")
