"""The clinic's own tablets with their codes, links for rating at home, and who helped.

Sessions are made anew, because SQLite cannot widen a CHECK: everybody signs in again after this.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FENCED = ["rating_codes"]
"""Tables of which a transaction sees the rows of the clinic that it has named, or none."""

FENCED_ONCE_NAMED = ["devices", "home_links", "web_sessions"]
"""Tables that say which clinic somebody without a sign-in belongs to: fenced once it is named."""


def upgrade():
    create_tables()
    op.add_column("administrations", sa.Column("helped_by", sa.String(), nullable=True))
    op.add_column("clients", sa.Column("email", sa.String(), nullable=True))
    op.add_column(
        "clinics", sa.Column("home_link_hours", sa.Integer(), server_default="72", nullable=False)
    )
    op.add_column(
        "clinics", sa.Column("reminder_hours", sa.Integer(), server_default="24", nullable=False)
    )
    op.add_column(
        "clinics", sa.Column("exit_address", sa.String(), server_default="", nullable=False)
    )
    drop_sessions()
    create_sessions("scope IN ('staff', 'tablet', 'home', 'kiosk')", of_devices=True)
    fence_clinics(FENCED, FENCED_ONCE_NAMED)


def fence_clinics(fenced, fenced_once_named):
    if op.get_bind().dialect.name != "postgresql":
        return
    named = "NULLIF(current_setting('outcomes.clinic_id', true), '')"
    own = f"({named} = 'all' OR clinic_id::text = {named})"
    for table in fenced:
        fence(table, own)
    for table in fenced_once_named:
        fence(table, f"{named} IS NULL OR {own}")


def fence(table, rule):
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    # Without FORCE the owner of the tables, which the application usually is, would see all rows.
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_clinic ON {table} USING ({rule})")


def create_sessions(scopes, *, of_devices):
    keys = ["administration_id", "clinic_id", "staff_id"]
    targets = {"administration_id": "administrations", "clinic_id": "clinics", "staff_id": "staff"}
    if of_devices:
        keys.append("device_id")
        targets["device_id"] = "devices"
    op.create_table(
        "web_sessions",
        sa.Column("id_hash", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        *(sa.Column(key, sa.Integer(), nullable=True) for key in keys),
        sa.Column("contents", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(scopes, name=op.f("ck_web_sessions_scope_known")),
        *(
            sa.ForeignKeyConstraint(
                [key], [f"{targets[key]}.id"], name=op.f(f"fk_web_sessions_{key}_{targets[key]}")
            )
            for key in keys
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_web_sessions")),
    )
    for key in [*keys, "expires_at"]:
        op.create_index(op.f(f"ix_web_sessions_{key}"), "web_sessions", [key], unique=False)


def drop_sessions():
    op.drop_table("web_sessions")


def create_tables():
    op.create_table(
        "devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=True),
        sa.Column("link_expires_at", sa.DateTime(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by_id IS NULL)",
            name=op.f("ck_devices_revoked_at_with_revoked_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["staff.id"], name=op.f("fk_devices_added_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_devices_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["staff.id"], name=op.f("fk_devices_revoked_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_devices_link_hash")),
    )
    op.create_index(op.f("ix_devices_clinic_id"), "devices", ["clinic_id"], unique=False)
    op.create_table(
        "home_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("reminder_hash", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["administration_id"],
            ["administrations.id"],
            name=op.f("fk_home_links_administration_id_administrations"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_home_links_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("fk_home_links_made_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_links")),
        sa.UniqueConstraint("administration_id", name=op.f("uq_home_links_administration_id")),
        sa.UniqueConstraint("reminder_hash", name=op.f("uq_home_links_reminder_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_home_links_token_hash")),
    )
    op.create_index(op.f("ix_home_links_clinic_id"), "home_links", ["clinic_id"], unique=False)
    op.create_index(op.f("ix_home_links_expires_at"), "home_links", ["expires_at"], unique=False)
    op.create_table(
        "rating_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["administration_id"],
            ["administrations.id"],
            name=op.f("fk_rating_codes_administration_id_administrations"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_rating_codes_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_rating_codes_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("fk_rating_codes_made_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_codes")),
    )
    op.create_index(
        op.f("ix_rating_codes_administration_id"),
        "rating_codes",
        ["administration_id"],
        unique=False,
    )
    op.create_index(op.f("ix_rating_codes_clinic_id"), "rating_codes", ["clinic_id"], unique=False)
    op.create_index(
        op.f("ix_rating_codes_expires_at"), "rating_codes", ["expires_at"], unique=False
    )


def downgrade():
    drop_sessions()
    create_sessions("scope IN ('staff', 'tablet')", of_devices=False)
    fence_clinics([], ["web_sessions"])
    for column in ("exit_address", "reminder_hours", "home_link_hours"):
        op.drop_column("clinics", column)
    op.drop_column("clients", "email")
    op.drop_column("administrations", "helped_by")
    for table in ("rating_codes", "home_links", "devices"):
        op.drop_table(table)
