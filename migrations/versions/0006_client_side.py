"""What the client's side of rating keeps beside the answers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FENCED: list[str] = []
"""Tables of which a transaction sees the rows of the clinic that it has named, or none."""


def upgrade():
    add_seconds()
    if op.get_bind().dialect.name == "postgresql":
        fence_clinics()


def add_seconds():
    """How long each answer took."""
    op.add_column("answers", sa.Column("seconds", sa.Double(), nullable=True))


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
    drop_seconds()
