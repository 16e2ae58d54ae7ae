"""How a migration meets the database of the application. Always online, never from a file."""

from __future__ import annotations

from alembic import context
from flask import current_app


def run_migrations() -> None:
    migrate = current_app.extensions["migrate"]
    with migrate.db.engine.connect() as connection:
        context.configure(
            connection=connection.execution_options(writing=True),
            target_metadata=migrate.db.metadata,
            # A whole upgrade succeeds or leaves the database as it was.
            transaction_per_migration=False,
            transactional_ddl=True,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                # A page must answer soon; a table of years may take its time to be changed.
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            context.run_migrations()


run_migrations()
