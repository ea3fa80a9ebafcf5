"""A session of Spark: quiet, with settings of its own, and gone without a trace at the end."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nelm.case.problem import InputError, MissingExtraError, Problem

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTERS = r"local(\[[^\]]+\])?|local-cluster\[[^\]]+\]|spark://\S+|yarn|k8s://\S+"
EXAMPLES = "the URL of a Spark cluster: local[2], spark://host:7077, yarn or k8s://..."
JAVA = (
    "Spark needs a Java runtime, 17 or newer: install one (openjdk-17-jre-headless, for example)"
    " and put `java` on the PATH, or let JAVA_HOME say where it is"
)
CONNECT_SECONDS = 5.0
STOP_SECONDS = 30.0
LOCAL = "127.0.0.1"
# A stage over many columns is a long method: the JIT would leave it to the interpreter.
JIT = "-XX:-DontCompileHugeMethods"
# Whatever a cluster has as its defaults: NaN and NULL, names, broken files are treated as here.
SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.codegen.hugeMethodLimit": "8000",  # the JIT's: beyond, many short methods
    "spark.sql.codegen.maxFields": "100",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.optimizer.collapseProjectAlwaysInline": "false",
    "spark.sql.parquet.binaryAsString": "false",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.filterPushdown": "false",  # least and greatest values leave NaN out
    "spark.sql.parquet.mergeSchema": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}


@contextmanager
def spark_session(master: str, memory: str, work: Path) -> Iterator[SparkSession]:
    """A session on a cluster; on one that this process already runs, a session of its own.

    Args:
        master: URL of the cluster.
        memory: what Spark may use on this machine, where it does the work itself.
        work: folder for intermediate files of this machine.

    Raises:
        MissingExtraError: no pyspark, or no Java.
        InputError: the master is no URL of Spark, or can not be reached.
    """
    _check_master(master)
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError('Spark is not installed: pip install "nelm[spark]"') from None
    running = SparkSession.getActiveSession()
    if running is None:
        _check_java()
        with _started(master, memory, work) as started:
            yield _with_settings(started)
    elif running.sparkContext.master == master:
        yield _with_settings(running.newSession())
    else:
        allowed = "the one that this process already uses"
        raise InputError([Problem("master", master, f"{allowed}: {running.sparkContext.master}")])


def _with_settings(session: SparkSession) -> SparkSession:
    for name, value in SETTINGS.items():
        session.conf.set(name, value)
    return session


def _check_master(master: str) -> None:
    """Refuse what is no URL, and a standalone cluster that does not answer.

    Spark itself would try for a minute and then say that its context was stopped.
    """
    if not re.fullmatch(MASTERS, master):
        raise InputError([Problem("master", master, EXAMPLES)])
    places = master.removeprefix("spark://").split(",") if master.startswith("spark://") else []
    if places and not any(map(_answers, places)):
        raise InputError([Problem("master", f"{master}, which does not answer", EXAMPLES)])


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java" if home is None else f"{home}/bin/java") is None:
        raise MissingExtraError(JAVA)


def _answers(place: str) -> bool:
    host, _, port = place.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS).close()
    except (OSError, ValueError):
        return False
    return True


@contextmanager
def _started(master: str, memory: str, work: Path) -> Iterator[SparkSession]:
    """Start Java and Spark in it, and end both."""
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    conf = SparkConf(loadDefaults=False).setAll(list(_conf(master, memory, work).items()))
    with tempfile.TemporaryFile() as told:
        gateway = _launched(conf, told)
        try:
            try:
                with _interrupts_kept():
                    context = SparkContext(conf=conf, gateway=gateway)
            except Exception as error:
                raise not_started(master, str(error)) from None
            session = SparkSession(context)
            try:
                yield session
            finally:
                with suppress(Exception):  # the cluster may be gone
                    session.stop()
        finally:
            _ended(gateway)
            SparkContext._gateway = SparkContext._jvm = None


def _conf(master: str, memory: str, work: Path) -> Mapping[str, str]:
    conf = {
        "spark.app.name": "nelm",
        "spark.master": master,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.local.dir": str(work),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.driver.defaultJavaOptions": JIT,
        "spark.executor.defaultJavaOptions": JIT,
    }
    if master.startswith("local"):
        conf |= {"spark.driver.bindAddress": LOCAL, "spark.driver.host": LOCAL}
        size = re.fullmatch(r"(\d+)\s*([KMGT])i?B?", memory.strip(), re.IGNORECASE)
        if size is not None:
            conf["spark.driver.memory"] = f"{size[1]}{size[2].lower()}"
    return conf


def _launched(conf: Any, told: Any) -> Any:
    """Java, its chatter kept away from the terminal."""
    from pyspark import java_gateway  # noqa: PLC0415
    from pyspark.errors import PySparkRuntimeError  # noqa: PLC0415

    launch: Any = java_gateway.launch_gateway  # it has no types
    try:
        return launch(conf, {"stdout": subprocess.DEVNULL, "stderr": told})
    except PySparkRuntimeError:
        told.seek(0)
        text = told.read().decode(errors="replace")
    raise not_started(conf.get("spark.master"), text)


def not_started(master: str, told: str) -> InputError | MissingExtraError:
    """What to say when Spark did not start, from what Java told."""
    if "UnsupportedClassVersionError" in told:  # an older Java
        return MissingExtraError(JAVA)
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    reasons = [line for line in lines if "Exception" in line or "rror:" in line] or lines[-1:]
    reason = (reasons or ["no reason given"])[0].removeprefix('Exception in thread "main" ')
    found = f"{master}, where Spark did not start ({reason[:160]})"
    return InputError([Problem("master", found, EXAMPLES)])


def _ended(gateway: Any) -> None:
    with suppress(Exception):
        gateway.shutdown()
    process = gateway.proc
    if process is None:
        return
    process.stdin.close()  # Java ends when nobody is left to tell it anything
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def _interrupts_kept() -> Iterator[None]:
    """Spark puts its own answer to Ctrl-C in place and leaves it there."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
