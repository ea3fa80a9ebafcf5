"""Work done in another thread: in order, and none after a failure."""

import threading

import pytest

from nelm.registry.runs.behind import Behind, meanwhile


def test_work_is_done_in_order_and_to_its_end():
    done = []
    with Behind(2) as behind:
        for number in range(20):
            behind.do(lambda number=number: done.append(number))
    assert done == list(range(20))


def test_nothing_is_done_after_a_failure_and_the_failure_is_raised():
    done, begun = [], threading.Event()

    def fail():
        begun.wait(5)
        raise OSError("full")

    def bring():
        with Behind(3) as behind:
            behind.do(fail)
            for number in range(3):
                behind.do(lambda number=number: done.append(number))
                begun.set()
            behind.do(lambda: done.append("last"))

    with pytest.raises(OSError, match="full"):
        bring()
    assert done == []


def test_work_that_waits_is_still_done_when_the_one_who_brings_it_is_stopped():
    done, gate = [], threading.Event()

    def bring():
        with Behind(5) as behind:
            behind.do(lambda: gate.wait(5))
            behind.do(lambda: done.append("late"))
            threading.Timer(0.2, gate.set).start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring()
    assert done == ["late"]


def test_whoever_brings_more_than_may_wait_is_held_up():
    gate, most = threading.Event(), []
    with Behind(1) as behind:
        behind.do(lambda: gate.wait(5))
        threading.Timer(0.2, gate.set).start()
        behind.do(lambda: most.append(gate.is_set()))
        assert gate.is_set()
    assert most == [True]


def test_meanwhile_gives_the_result_of_another_thread():
    with meanwhile(threading.current_thread) as other:
        assert other() is not threading.current_thread()
