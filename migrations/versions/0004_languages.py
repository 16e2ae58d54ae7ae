"""In which language a clinic wrote its help text, and that text in further languages."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "clinics", sa.Column("help_language", sa.String(), server_default="en", nullable=False)
    )
    op.add_column(
        "clinics", sa.Column("help_texts", sa.Text(), server_default="{}", nullable=False)
    )


def downgrade():
    op.drop_column("clinics", "help_texts")
    op.drop_column("clinics", "help_language")
