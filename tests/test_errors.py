"""The exception tree is small, drawn, and readable by a person."""

from outcomes import errors


def tree():
    return {
        name: value
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }


def test_every_error_is_drawn_in_the_tree():
    for name, error in tree().items():
        assert name in errors.__doc__
        assert issubclass(error, errors.OutcomesError)


def test_every_problem_stands_on_a_line_of_its_own():
    error = errors.ImportProblems("Two rows cannot be read.", problems=["row 2: x", "row 5: y"])

    assert error.problems == ("row 2: x", "row 5: y")
    assert str(error) == "Two rows cannot be read.\n- row 2: x\n- row 5: y"


def test_one_message_needs_no_list():
    assert str(errors.Refused("The episode is closed.")) == "The episode is closed."
    assert errors.Refused("The episode is closed.").problems == ()
