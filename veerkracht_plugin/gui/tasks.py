"""Algorithms in the background: a chain of them as one run, with one item in the message bar.

A run works on a project of its own, which holds copies of the layers that it needs. So closing or changing the user's
project never takes a layer away from a thread that reads it.
"""

from __future__ import annotations

import traceback
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any, Callable, Optional

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsFeedback,
    QgsMessageLog,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsTask,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QDockWidget, QProgressBar, QPushButton

from ..errors import Cancelled, VeerkrachtError
from ..i18n import tr
from ..processing.base import pandas_problem

LOG = "Veerkracht"

#: Seconds that the end of the plugin waits for a run to notice that it was cancelled.
PATIENCE = 20.0

#: The parameters of a step, given when it is its turn. The argument maps the names of ``Job.layers`` to layer ids.
Parameters = Callable[[dict[str, str]], dict[str, Any]]

#: What comes after the steps, in small pieces; its value is the sentence that is shown.
Finish = Generator[Optional[Callable[[QgsFeedback], Any]], Any, str]


@dataclass(frozen=True)
class Step:
    """One algorithm of a chain: its id, what gives its parameters, and what to say while it runs."""

    algorithm: str
    parameters: Parameters
    title: str


@dataclass
class Job:
    """A chain, and what follows on it. All functions are called in the main thread.

    ``done`` makes something of the results and returns the sentence that is shown; it may raise VeerkrachtError. What
    takes long is a generator: between two ``yield`` the window lives, and a function that is yielded is called in
    another thread and its result comes back. It is closed when the project is. ``cleanup`` is called in every case,
    last. ``layers`` are the layers that steps need, by a name; they are copied.
    """

    title: str
    steps: Sequence[Step]
    done: Callable[[list[dict[str, Any]]], str | Finish]
    cleanup: Callable[[], None] = lambda: None
    layers: Mapping[str, QgsVectorLayer] = field(default_factory=dict)


class Feedback(QgsProcessingFeedback):
    """Keeps what an algorithm says; it is called from another thread, so it touches no widget."""

    def __init__(self) -> None:
        super().__init__(False)
        self.error = ""
        self.lines: list[tuple[str, Any]] = []

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N802
        self.error = error
        self.lines.append((error, Qgis.MessageLevel.Warning))

    def pushWarning(self, warning: str) -> None:  # noqa: N802
        self.lines.append((warning, Qgis.MessageLevel.Warning))

    def pushInfo(self, info: str) -> None:  # noqa: N802
        self.lines.append((info, Qgis.MessageLevel.Info))

    def pushDebugInfo(self, info: str) -> None:  # noqa: N802
        self.lines.append((info, Qgis.MessageLevel.Info))

    def pushCommandInfo(self, info: str) -> None:  # noqa: N802
        self.lines.append((info, Qgis.MessageLevel.Info))

    def pushConsoleInfo(self, info: str) -> None:  # noqa: N802
        self.lines.append((info, Qgis.MessageLevel.Info))

    def setProgressText(self, text: str) -> None:  # noqa: N802
        self.lines.append((text, Qgis.MessageLevel.Info))


@dataclass
class _Running:
    """What must live as long as a thread works on it."""

    job: Job
    project: QgsProject
    ids: dict[str, str] = field(default_factory=dict)
    results: list[dict[str, Any]] = field(default_factory=list)
    feedback: Feedback | None = None
    task: Any = None
    cancelled: bool = False
    #: The project or the plugin is gone: nothing may be put into it any more.
    closed: bool = False
    finish: Finish | None = None
    #: Contexts of steps that are over: the task of a step goes a little later than the step.
    contexts: list[QgsProcessingContext] = field(default_factory=list)


#: Runs whose runner is gone while their thread had not come to its end yet.
_orphans: list[_Running] = []


class Runner(QObject):
    """Runs one job at a time."""

    started = pyqtSignal()
    #: What is being done, and how far the whole chain is (percent).
    progressed = pyqtSignal(str, float)
    #: Whether it succeeded, and the sentence that was shown.
    ended = pyqtSignal(bool, str)

    def __init__(self, iface: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._iface = iface
        self._running: _Running | None = None
        self._item: Any = None
        self._bar: QProgressBar | None = None
        QgsProject.instance().cleared.connect(self._project_closed)

    @property
    def busy(self) -> bool:
        """Whether a job is on its way."""
        return self._running is not None

    def start(self, job: Job) -> bool:
        """Start ``job``; refused with a sentence, and False, while another one is on its way."""
        if self._running is not None:
            self.refuse()
            return False
        project = QgsProject()
        project.setCrs(QgsProject.instance().crs())
        project.setTransformContext(QgsProject.instance().transformContext())
        self._running = _Running(job, project)
        for name, layer in job.layers.items():
            copy = layer.clone()
            project.addMapLayer(copy, False)
            self._running.ids[name] = copy.id()
        self._show(job.title)
        self.started.emit()
        # What the first algorithm imports takes half a second the first time, which the window need not wait for.
        Errand(job.title, lambda _: pandas_problem(), self._prepared)
        return True

    def _prepared(self, problem: str | None, fault: str) -> None:
        if problem or fault:
            self._end(False, problem or fault, Qgis.MessageLevel.Warning)
        else:
            self._next()

    def refuse(self) -> None:
        """Say that one job is on its way."""
        title = self._running.job.title if self._running is not None else ""
        self._say(
            tr("“{title}” is still being worked on. Wait until it is ready, or cancel it in this bar.").format(
                title=title
            ),
            Qgis.MessageLevel.Info,
        )

    def cancel(self, _checked: bool = False) -> None:
        """Ask the job to stop; it ends a little later, with nothing left behind."""
        running = self._running
        if running is None or running.cancelled:
            return
        running.cancelled = True
        if running.feedback is not None:
            running.feedback.cancel()
        if running.task is not None and not sip.isdeleted(running.task):
            running.task.cancel()

    def stop(self) -> None:
        """The end of the plugin: cancel and wait until no thread uses our code any more."""
        QgsProject.instance().cleared.disconnect(self._project_closed)
        self._project_closed()
        # The code of the algorithms goes with the plugin, so no thread may be in it any more.
        until = monotonic() + PATIENCE
        while self._running is not None and monotonic() < until:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 50)
        if self._running is not None:
            _orphans.append(self._running)
            self._running = None
        self._hide()

    # -- the chain ------------------------------------------------------------------------------------------------
    def _next(self) -> None:
        """Start the step whose turn it is, or end the job."""
        running = self._running
        if running is None:
            return
        if running.cancelled:
            self._end(False, tr("Cancelled; nothing was changed."), Qgis.MessageLevel.Info)
            return
        if len(running.results) == len(running.job.steps):
            self._succeed(running)
            return
        try:
            problem = self._begin(running, running.job.steps[len(running.results)])
        except Exception as error:  # noqa: BLE001 - a run must always come to an end
            problem = self._unexpected(error)
        if problem:
            self._end(False, problem, Qgis.MessageLevel.Warning)

    def _begin(self, running: _Running, step: Step) -> str:
        """Prepare and start a step; what is wrong with it, else empty."""
        algorithm = QgsApplication.processingRegistry().algorithmById(step.algorithm)
        if algorithm is None:
            return tr("The algorithm {id} is not there. Enable the plugin Veerkracht again.").format(id=step.algorithm)
        can, why = algorithm.canExecute()
        if not can:
            return str(why)
        self._report(step.title, 0.0)
        parameters = step.parameters(running.ids)
        feedback = running.feedback = Feedback()
        context = QgsProcessingContext()
        context.setProject(running.project)
        context.setFeedback(feedback)
        running.contexts.append(context)
        sound, why = algorithm.checkParameterValues(parameters, context)
        if not sound:
            return str(why)
        feedback.progressChanged.connect(self._progress)
        task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
        running.task = task
        task.executed.connect(self._executed)
        if feedback.error:
            # Refused in the main thread already. Without a start the task tells nobody that it is over.
            self._log(feedback)
            return feedback.error
        QgsApplication.taskManager().addTask(task)
        return ""

    def _executed(self, succeeded: bool, results: dict[str, Any]) -> None:
        """A step is over; still inside its task, so what follows is put off."""
        running = self._running
        if running is None or running.feedback is None:
            return
        self._log(running.feedback)
        if succeeded and not running.cancelled:
            running.results.append(results)
            QTimer.singleShot(0, self._next)
            return
        running.cancelled = running.cancelled or running.feedback.isCanceled()
        QTimer.singleShot(0, self._next if running.cancelled else self._fail)

    def _fail(self) -> None:
        running = self._running
        if running is not None:
            error = running.feedback.error if running.feedback is not None else ""
            self._end(False, error or tr("Something went wrong; the details say what."), Qgis.MessageLevel.Warning)

    def _succeed(self, running: _Running) -> None:
        # What the steps opened is let go of first: their files may be moved now.
        results = running.results
        self._release(running)
        try:
            text = running.job.done(results)
        except Exception as error:  # noqa: BLE001 - a run must always come to an end
            self._end_with(error)
            return
        if isinstance(text, str):
            self._end(True, text, Qgis.MessageLevel.Success)
            return
        running.finish = text
        self._go_on(running)

    def _go_on(self, running: _Running, answer: Any = None, problem: str = "") -> None:
        """The next piece of what comes after the steps."""
        if running is not self._running or running.finish is None:
            return
        if running.closed or problem:
            running.finish.close()
            self._end(False, problem or tr("Cancelled; nothing was changed."),
                      Qgis.MessageLevel.Warning if problem else Qgis.MessageLevel.Info)  # fmt: skip
            return
        try:
            asked = running.finish.send(answer)
        except StopIteration as stop:
            self._end(True, str(stop.value), Qgis.MessageLevel.Success)
        except Exception as error:  # noqa: BLE001 - a run must always come to an end
            self._end_with(error)
        else:
            if asked is None:
                QTimer.singleShot(0, partial(self._go_on, running))
            else:
                Errand(running.job.title, asked, partial(self._go_on, running))

    def _end_with(self, error: Exception) -> None:
        """What went wrong, in one sentence; the trace goes to the log panel."""
        if not isinstance(error, VeerkrachtError):
            self._end(False, self._unexpected(error), Qgis.MessageLevel.Critical)
            return
        if error.details:
            QgsMessageLog.logMessage(error.details, LOG, Qgis.MessageLevel.Info)
        self._end(False, error.text(tr), Qgis.MessageLevel.Warning)

    @staticmethod
    def _unexpected(error: Exception) -> str:
        QgsMessageLog.logMessage(traceback.format_exc(), LOG, Qgis.MessageLevel.Critical)
        return tr("Something went wrong that should not ({error}). The log panel “Veerkracht” has the details; "
                  "please report them.").format(error=type(error).__name__)  # fmt: skip

    @staticmethod
    def _release(running: _Running) -> None:
        running.project.clear()
        running.contexts.clear()
        running.feedback = None

    def _end(self, succeeded: bool, text: str, level: Any) -> None:
        running = self._running
        if running is None:
            return
        self._release(running)
        self._running = None
        try:
            running.job.cleanup()
        except OSError as error:
            QgsMessageLog.logMessage(str(error), LOG, Qgis.MessageLevel.Info)
        self._hide()
        self._say(text, level, details=not succeeded and level != Qgis.MessageLevel.Info)
        self.ended.emit(succeeded, text)

    def _project_closed(self) -> None:
        """What is being made belongs to the project that has just been closed."""
        if self._running is not None:
            self._running.closed = True
        self.cancel()

    # -- what the user sees ---------------------------------------------------------------------------------------
    def _progress(self, percent: float) -> None:
        running = self._running
        if running is not None and len(running.results) < len(running.job.steps):
            self._report(running.job.steps[len(running.results)].title, percent)

    def _report(self, text: str, percent: float) -> None:
        running = self._running
        if running is None:
            return
        whole = (len(running.results) + min(max(percent, 0.0), 100.0) / 100) / max(1, len(running.job.steps)) * 100
        if self._item is not None and not sip.isdeleted(self._item):
            self._item.setText(text)
            if self._bar is not None and not sip.isdeleted(self._bar):
                self._bar.setValue(int(whole))
        self.progressed.emit(text, whole)

    def _message_bar(self) -> Any:
        return self._iface.messageBar()

    def _show(self, title: str) -> None:
        bar = self._message_bar()
        self._item = bar.createMessage(title, "")
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setMaximumWidth(160)
        self._bar.setAccessibleName(tr("Progress"))
        cancel = QPushButton(tr("Cancel"))
        cancel.setAccessibleName(tr("Cancel"))
        cancel.clicked.connect(self.cancel)
        layout = self._item.layout()
        for widget in (self._bar, cancel, self._details_button()):
            layout.addWidget(widget)
        bar.pushWidget(self._item, Qgis.MessageLevel.Info)

    def _details_button(self) -> QPushButton:
        button = QPushButton(tr("Details"))
        button.setAccessibleName(tr("Details in the log panel"))
        button.clicked.connect(self.show_log)
        return button

    def _hide(self) -> None:
        # The user may have closed the item, and QGIS may have deleted it since.
        if self._item is not None and not sip.isdeleted(self._item):
            self._message_bar().popWidget(self._item)
        self._item = self._bar = None

    def _say(self, text: str, level: Any, details: bool = False) -> None:
        bar = self._message_bar()
        item = bar.createMessage("Veerkracht", text)
        if details:
            item.layout().addWidget(self._details_button())
        # A failure stays until it was read.
        bar.pushWidget(item, level, 0 if details else 8)

    def show_log(self, _checked: bool = False) -> None:
        """Open the log panel."""
        dock = self._iface.mainWindow().findChild(QDockWidget, "MessageLog")
        if dock is not None:
            dock.show()
            dock.raise_()

    @staticmethod
    def _log(feedback: Feedback) -> None:
        for text, level in feedback.lines:
            QgsMessageLog.logMessage(text, LOG, level, False)
        feedback.lines.clear()


#: Errands on their way: QGIS does not keep the Python object.
_errands: list[Errand] = []


class Errand(QgsTask):
    """Something short in the background, such as reading the head of a file, without an item in the message bar.

    ``work`` runs in a thread and touches no widget; it gets a feedback that says when nobody waits any more. ``then``
    gets its result and the sentence about what went wrong.
    """

    def __init__(self, title: str, work: Callable[[QgsFeedback], Any], then: Callable[[Any, str], None]) -> None:
        super().__init__(title, QgsTask.Flag.CanCancel)
        self._work = work
        self._feedback = QgsFeedback()
        self._then: Callable[[Any, str], None] | None = then
        self._result: Any = None
        self._problem = ""
        _errands.append(self)
        QgsApplication.taskManager().addTask(self)

    def run(self) -> bool:
        # What leaves this method takes QGIS down.
        try:
            self._result = self._work(self._feedback)
        except VeerkrachtError as error:
            self._problem = error.text(tr)
        except Cancelled:
            return False
        except Exception as error:  # noqa: BLE001
            QgsMessageLog.logMessage(traceback.format_exc(), LOG, Qgis.MessageLevel.Warning, False)
            self._problem = tr("This could not be read ({error}). The log panel “Veerkracht” has the details.").format(
                error=type(error).__name__
            )
        return not self._problem

    def finished(self, result: bool) -> None:
        if self in _errands:
            _errands.remove(self)
        then, self._then = self._then, None
        if then is not None:
            then(self._result, self._problem)

    def forget(self) -> None:
        """Nobody waits for it any more."""
        self._then = None
        self._feedback.cancel()


def finish_errands() -> None:
    """The end of the plugin: wait until no errand is in our code any more; nobody gets their results."""
    for one in _errands:
        one.forget()
    until = monotonic() + PATIENCE
    while _errands and monotonic() < until:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 50)
