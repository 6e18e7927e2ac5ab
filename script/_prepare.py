"""Brings the database up to date and loads the demo programme; says on the standard output who can sign in."""

import argparse
import sys
import traceback

import _bootstrap


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", action="store_true")
    arguments = parser.parse_args()
    sys.path.insert(0, str(_bootstrap.BASE))
    try:
        prepare(arguments.demo)
    except ModuleNotFoundError as error:
        _bootstrap.fail(_bootstrap.missing_module(error.name))
    except Exception as error:
        _explain(error)


def prepare(demo):
    import django
    from django.core.management import call_command

    with _bootstrap.step("database"):
        django.setup()
        _migrate()
    if not demo:
        return
    if _programme_is_empty():
        with _bootstrap.step("demo programme"):
            call_command("load_demo", stdout=sys.stderr, verbosity=0)
    call_command("demo_people")


def _migrate():
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def _programme_is_empty():
    from django.apps import apps

    return not apps.get_model("partners", "Partner").objects.exists()


def _explain(error):
    from prm.devservices.process import open_log

    with open_log("prepare") as log:
        log.write(traceback.format_exc().encode())
    first_line = str(error).strip().split("\n")[0]
    _bootstrap.fail(f"The database cannot be made ready: {first_line} (see {log.name})")


if __name__ == "__main__":
    main()
