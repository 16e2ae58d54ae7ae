"""Forms on paper with their readings, and whether a clinic wants two of each."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FENCED = ["paper_forms", "paper_readings"]
"""Tables of which a transaction sees the rows of the clinic that it has named, or none."""


def upgrade():
    create_tables()
    op.add_column(
        "clinics",
        sa.Column("second_readings", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        fence_clinics()


def fence_clinics():
    named = "NULLIF(current_setting('outcomes.clinic_id', true), '')"
    own = f"({named} = 'all' OR clinic_id::text = {named})"
    for table in FENCED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        # Without FORCE the owner of the tables, which the application usually is, would see all.
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_clinic ON {table} USING ({own})")


def create_tables():
    op.create_table(
        "paper_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("form_uuid", sa.String(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("measure_version", sa.String(), nullable=False),
        sa.Column("rater", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("second_session", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'counted') = (administration_id IS NOT NULL)",
            name=op.f("ck_paper_forms_counted_as_rating"),
        ),
        sa.CheckConstraint(
            "kind IN ('outcome', 'alliance')", name=op.f("ck_paper_forms_kind_known")
        ),
        sa.CheckConstraint(
            "rater IN ('self', 'caregiver', 'therapist', 'other')",
            name=op.f("ck_paper_forms_rater_known"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'differing', 'counted', 'discarded')",
            name=op.f("ck_paper_forms_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["administration_id"],
            ["administrations.id"],
            name=op.f("fk_paper_forms_administration_id_administrations"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_paper_forms_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_paper_forms_episode_id_episodes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_forms")),
        sa.UniqueConstraint("form_uuid", name=op.f("uq_paper_forms_form_uuid")),
    )
    op.create_index(op.f("ix_paper_forms_clinic_id"), "paper_forms", ["clinic_id"], unique=False)
    op.create_index(op.f("ix_paper_forms_episode_id"), "paper_forms", ["episode_id"], unique=False)
    op.create_table(
        "paper_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("paper_form_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("read_by_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_paper_readings_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["paper_form_id"],
            ["paper_forms.id"],
            name=op.f("fk_paper_readings_paper_form_id_paper_forms"),
        ),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["staff.id"], name=op.f("fk_paper_readings_read_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_readings")),
        sa.UniqueConstraint(
            "paper_form_id", "number", name=op.f("uq_paper_readings_paper_form_id_number")
        ),
    )
    op.create_index(
        op.f("ix_paper_readings_clinic_id"), "paper_readings", ["clinic_id"], unique=False
    )


def downgrade():
    op.drop_column("clinics", "second_readings")
    op.drop_index(op.f("ix_paper_readings_clinic_id"), table_name="paper_readings")
    op.drop_table("paper_readings")
    op.drop_index(op.f("ix_paper_forms_episode_id"), table_name="paper_forms")
    op.drop_index(op.f("ix_paper_forms_clinic_id"), table_name="paper_forms")
    op.drop_table("paper_forms")
