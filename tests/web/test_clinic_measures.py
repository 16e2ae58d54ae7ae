"""A clinic puts a measure file of its own into its instance folder."""

import pytest

from outcomes import create_app
from outcomes.errors import MeasureError
from outcomes.measures import catalogue, use_measures_of_clinic
from tests.conftest import settings_for

OWN = """
id = "own-total"
version = "1"
"""


@pytest.fixture
def settings(tmp_path):
    return settings_for(tmp_path)


@pytest.fixture(autouse=True)
def packaged_measures_again():
    yield
    use_measures_of_clinic({})


def measure_file(settings, text: str) -> None:
    folder = settings.instance / "measures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.toml").write_text(text, encoding="utf-8")


def example_of_the_guide(root) -> str:
    guide = (root / "docs" / "measures.md").read_text(encoding="utf-8")
    return guide.split("```toml\n", 1)[1].split("```", 1)[0]


def test_measure_file_in_the_instance_folder_is_in_use_after_the_start(settings, request):
    measure_file(settings, example_of_the_guide(request.config.rootpath))
    before = set(catalogue())

    create_app(settings)

    assert len(set(catalogue()) - before) == 1


def test_measure_file_that_cannot_be_used_stops_the_start_with_every_problem(settings):
    measure_file(settings, OWN)

    with pytest.raises(MeasureError) as refused:
        create_app(settings)

    assert len(refused.value.problems) > 1
    assert all(problem.startswith("own.toml:") for problem in refused.value.problems)
