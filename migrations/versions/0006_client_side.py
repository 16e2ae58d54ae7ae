"""What the client's side of rating keeps beside the answers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FENCED: list[str] = ["remarks", "showing_choices", "risk_settings"]
"""Tables of which a transaction sees the rows of the clinic that it has named, or none."""


def upgrade():
    add_seconds()
    add_goals()
    add_own_ratings()
    add_resting_keys()
    add_risk_answers()
    if op.get_bind().dialect.name == "postgresql":
        fence_clinics()


def add_seconds():
    """How long each answer took."""
    op.add_column("answers", sa.Column("seconds", sa.Double(), nullable=True))


def add_goals():
    """A client's own words: as they are now, and as each rating and paper was about them."""
    op.add_column("episodes", sa.Column("goals", sa.Text(), server_default="{}", nullable=False))
    for table in ("administrations", "paper_forms"):
        op.add_column(table, sa.Column("own_words", sa.Text(), nullable=True))


def drop_goals():
    for table in ("paper_forms", "administrations"):
        op.drop_column(table, "own_words")
    op.drop_column("episodes", "goals")


def drop_seconds():
    op.drop_column("answers", "seconds")


def fence_clinics():
    named = "NULLIF(current_setting('outcomes.clinic_id', true), '')"
    own = f"({named} = 'all' OR clinic_id::text = {named})"
    for table in FENCED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        # Without FORCE the owner of the tables, which the application usually is, would see all.
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_clinic ON {table} USING ({own})")


def downgrade():
    drop_risk_answers()
    drop_resting_keys()
    drop_goals()
    drop_seconds()
    drop_own_ratings()


def add_own_ratings():
    """What clients are shown of their own ratings, and what they remark on it."""
    op.add_column(
        "clinics",
        sa.Column("own_ratings", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    op.add_column(
        "clinics",
        sa.Column("own_ratings_at_home", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "showing_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("alliance", sa.String(), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "alliance IN ('never', 'together', 'after_rating')",
            name=op.f("ck_showing_choices_alliance_known"),
        ),
        sa.CheckConstraint(
            "outcome IN ('never', 'together', 'after_rating')",
            name=op.f("ck_showing_choices_outcome_known"),
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"], ["staff.id"], name=op.f("fk_showing_choices_chosen_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_showing_choices_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_showing_choices_episode_id_episodes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showing_choices")),
    )
    for column in ("clinic_id", "episode_id"):
        op.create_index(op.f(f"ix_showing_choices_{column}"), "showing_choices", [column])
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["administration_id"],
            ["administrations.id"],
            name=op.f("fk_remarks_administration_id_administrations"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_remarks_clinic_id_clinics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
        sa.UniqueConstraint("administration_id", name=op.f("uq_remarks_administration_id")),
    )
    op.create_index(op.f("ix_remarks_clinic_id"), "remarks", ["clinic_id"])


def drop_own_ratings():
    op.drop_index(op.f("ix_remarks_clinic_id"), table_name="remarks")
    op.drop_table("remarks")
    for column in ("episode_id", "clinic_id"):
        op.drop_index(op.f(f"ix_showing_choices_{column}"), table_name="showing_choices")
    op.drop_table("showing_choices")
    op.drop_column("clinics", "own_ratings_at_home")
    op.drop_column("clinics", "own_ratings")


def add_resting_keys():
    """What opens answers that rest, encrypted, on a device."""
    op.create_table(
        "resting_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_uuid", sa.String(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_resting_keys_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_resting_keys_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["form_uuid"],
            ["administrations.form_uuid"],
            name=op.f("fk_resting_keys_form_uuid_administrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resting_keys")),
    )
    for column in ("clinic_id", "device_id", "form_uuid", "given_at"):
        op.create_index(op.f(f"ix_resting_keys_{column}"), "resting_keys", [column])
    if op.get_bind().dialect.name == "postgresql":
        # It says which clinic answers from a device belong to: fenced once that is named.
        named = "NULLIF(current_setting('outcomes.clinic_id', true), '')"
        op.execute("ALTER TABLE resting_keys ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE resting_keys FORCE ROW LEVEL SECURITY")
        op.execute(
            "CREATE POLICY own_clinic ON resting_keys"
            f" USING ({named} IS NULL OR {named} = 'all' OR clinic_id::text = {named})"
        )


def drop_resting_keys():
    for column in ("given_at", "form_uuid", "device_id", "clinic_id"):
        op.drop_index(op.f(f"ix_resting_keys_{column}"), table_name="resting_keys")
    op.drop_table("resting_keys")


def add_risk_answers():
    """Who answers for risk answers, and how long each one has waited."""
    op.create_table(
        "risk_settings",
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("duty_contact_id", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), server_default="24", nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_risk_settings_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["duty_contact_id"], ["staff.id"], name=op.f("fk_risk_settings_duty_contact_id_staff")
        ),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_risk_settings")),
    )
    op.create_index(
        op.f("ix_risk_settings_duty_contact_id"), "risk_settings", ["duty_contact_id"], unique=False
    )
    op.add_column("signals", sa.Column("waits_from", sa.DateTime(), nullable=True))
    op.add_column("signals", sa.Column("mailed_to", sa.Text(), server_default="[]", nullable=False))
    op.execute("UPDATE signals SET waits_from = opened_at WHERE kind = 'risk'")
    know_events("opened", "raised", "asked_again", "closed", "reopened", "escalated")


def drop_risk_answers():
    op.execute("DELETE FROM signal_events WHERE event = 'escalated'")
    know_events("opened", "raised", "asked_again", "closed", "reopened")
    op.drop_column("signals", "mailed_to")
    op.drop_column("signals", "waits_from")
    op.drop_index(op.f("ix_risk_settings_duty_contact_id"), table_name="risk_settings")
    op.drop_table("risk_settings")


def know_events(*events):
    """SQLite cannot change a CHECK, so its table is made anew; nothing refers to its rows."""
    name = op.f("ck_signal_events_event_known")
    with op.batch_alter_table("signal_events") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, f"event IN ({', '.join(map(repr, events))})")
