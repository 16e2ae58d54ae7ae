"""Versions of the expected-change curve, which is in use, and which one a course is held against."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPENDED_ONLY = {
    "sqlite": [
        "\n        CREATE TRIGGER curve_versions_refuse_update BEFORE UPDATE ON curve_versions\n        BEGIN SELECT RAISE(ABORT, 'a version of a curve never changes'); END\n    ",
        "\n        CREATE TRIGGER curve_versions_refuse_delete BEFORE DELETE ON curve_versions\n        BEGIN SELECT RAISE(ABORT, 'a version of a curve never changes'); END\n    ",
        "\n        CREATE TRIGGER curve_versions_refuse_replace BEFORE INSERT ON curve_versions\n        WHEN EXISTS (SELECT 1 FROM curve_versions WHERE (id = NEW.id) OR (clinic_id = NEW.clinic_id AND measure_id = NEW.measure_id AND number = NEW.number))\n        BEGIN SELECT RAISE(ABORT, 'a version of a curve never changes'); END\n    ",
        "\n        CREATE TRIGGER curve_activations_refuse_update BEFORE UPDATE ON curve_activations\n        BEGIN SELECT RAISE(ABORT, 'decisions about curves are appended only'); END\n    ",
        "\n        CREATE TRIGGER curve_activations_refuse_delete BEFORE DELETE ON curve_activations\n        BEGIN SELECT RAISE(ABORT, 'decisions about curves are appended only'); END\n    ",
        "\n        CREATE TRIGGER curve_activations_refuse_replace BEFORE INSERT ON curve_activations\n        WHEN EXISTS (SELECT 1 FROM curve_activations WHERE id = NEW.id)\n        BEGIN SELECT RAISE(ABORT, 'decisions about curves are appended only'); END\n    ",
    ],
    "postgresql": [
        "\n        CREATE RULE curve_versions_refuse_update AS ON UPDATE TO curve_versions DO INSTEAD NOTHING\n    ",
        "\n        CREATE RULE curve_versions_refuse_delete AS ON DELETE TO curve_versions DO INSTEAD NOTHING\n    ",
        "\n        CREATE RULE curve_activations_refuse_update AS ON UPDATE TO curve_activations DO INSTEAD NOTHING\n    ",
        "\n        CREATE RULE curve_activations_refuse_delete AS ON DELETE TO curve_activations DO INSTEAD NOTHING\n    ",
    ],
}

FENCED = ["curve_versions", "curve_activations"]
"""Tables of which a transaction sees the rows of the clinic that it has named, or none."""


def upgrade():
    create_tables()
    op.add_column("episode_progress", sa.Column("curve", sa.String(), nullable=True))
    for statement in APPENDED_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    if op.get_bind().dialect.name == "postgresql":
        fence_clinics()
        # The fence stands before the rows of every clinic, which are all filled in below.
        op.execute("SELECT set_config('outcomes.clinic_id', 'all', true)")
    name_the_starter()


def name_the_starter():
    """So far every expected course was drawn from the one starter curve."""
    op.execute(
        "UPDATE episode_progress SET curve = 'starter-1' WHERE sparkline LIKE '%\"expected\":{%'"
    )


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
        "curve_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("measure_version", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rater", sa.String(), nullable=False),
        sa.Column("age_band", sa.String(), nullable=True),
        sa.Column("service_kind", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("g1", sa.Double(), nullable=False),
        sa.Column("g2", sa.Double(), nullable=False),
        sa.Column("b1", sa.Double(), nullable=False),
        sa.Column("b2", sa.Double(), nullable=False),
        sa.Column("s_e", sa.Double(), nullable=False),
        sa.Column("s_0", sa.Double(), nullable=False),
        sa.Column("s_1", sa.Double(), nullable=False),
        sa.Column("rho", sa.Double(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("n_episodes", sa.Integer(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("fit_report", sa.Text(), nullable=False),
        sa.Column("evaluation", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "age_band IN ('child', 'youth', 'adult')", name=op.f("ck_curve_versions_age_band_known")
        ),
        sa.CheckConstraint(
            "rater IN ('self', 'caregiver', 'therapist', 'other')",
            name=op.f("ck_curve_versions_rater_known"),
        ),
        sa.CheckConstraint(
            "service_kind IN ('therapy', 'coaching', 'skills', 'group')",
            name=op.f("ck_curve_versions_service_kind_known"),
        ),
        sa.CheckConstraint(
            "stage IN ('starter', 'blended', 'pooled', 'local')", name=op.f("ck_curve_versions_stage_known")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_curve_versions_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("fk_curve_versions_made_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curve_versions")),
        sa.UniqueConstraint(
            "clinic_id",
            "measure_id",
            "number",
            name=op.f("uq_curve_versions_clinic_id_measure_id_number"),
        ),
    )
    op.create_index(
        op.f("ix_curve_versions_clinic_id"), "curve_versions", ["clinic_id"], unique=False
    )
    op.create_table(
        "curve_activations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("rater", sa.String(), nullable=False),
        sa.Column("age_band", sa.String(), nullable=True),
        sa.Column("service_kind", sa.String(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("activated_at", sa.DateTime(), nullable=False),
        sa.Column("activated_by_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "age_band IN ('child', 'youth', 'adult')",
            name=op.f("ck_curve_activations_age_band_known"),
        ),
        sa.CheckConstraint(
            "rater IN ('self', 'caregiver', 'therapist', 'other')",
            name=op.f("ck_curve_activations_rater_known"),
        ),
        sa.CheckConstraint(
            "service_kind IN ('therapy', 'coaching', 'skills', 'group')",
            name=op.f("ck_curve_activations_service_kind_known"),
        ),
        sa.CheckConstraint("why <> ''", name=op.f("ck_curve_activations_why_given")),
        sa.ForeignKeyConstraint(
            ["activated_by_id"],
            ["staff.id"],
            name=op.f("fk_curve_activations_activated_by_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_curve_activations_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["curve_versions.id"],
            name=op.f("fk_curve_activations_version_id_curve_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curve_activations")),
    )
    op.create_index(
        op.f("ix_curve_activations_clinic_id"), "curve_activations", ["clinic_id"], unique=False
    )


def downgrade():
    op.drop_column("episode_progress", "curve")
    op.drop_index(op.f("ix_curve_activations_clinic_id"), table_name="curve_activations")
    op.drop_table("curve_activations")
    op.drop_index(op.f("ix_curve_versions_clinic_id"), table_name="curve_versions")
    op.drop_table("curve_versions")
