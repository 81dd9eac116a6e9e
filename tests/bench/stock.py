"""SpiffWorkflow as it comes, on the loop of the engine's bench: `python -m tests.bench.stock PASSES`.

In a process of its own, so that nothing that the runner adds to the library is at work. It gives up at a depth of
1,000 tasks and then says that the case is completed; that limit is lifted, so that it does all of the work.
"""

from __future__ import annotations

import sys
import threading
import time
from io import BytesIO

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskIterator, TaskState

MODEL = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">
<process id="p" isExecutable="true">
<startEvent id="S"/><sequenceFlow id="S_m" sourceRef="S" targetRef="m"/>
<exclusiveGateway id="m"/><sequenceFlow id="m_T" sourceRef="m" targetRef="T"/>
<scriptTask id="T"><script>n = n + 1</script></scriptTask><sequenceFlow id="T_g" sourceRef="T" targetRef="g"/>
<exclusiveGateway id="g" default="g_E"/>
<sequenceFlow id="g_m" sourceRef="g" targetRef="m"><conditionExpression>n &lt; {passes}</conditionExpression>
</sequenceFlow><sequenceFlow id="g_E" sourceRef="g" targetRef="E"/><endEvent id="E"/>
</process></definitions>"""
DEEP = 100_000_000


def run(passes: int) -> float:
    """Seconds of processor time for all passes."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(MODEL.format(passes=passes).encode())))
    workflow = BpmnWorkflow(parser.get_spec("p"))
    workflow.get_tasks(state=TaskState.READY)[0].data["n"] = 0
    before = time.process_time()
    workflow.do_engine_steps()
    spent = time.process_time() - before
    done = workflow.get_tasks(state=TaskState.COMPLETED, spec_name="T")
    if not workflow.is_completed() or len(done) != passes:
        raise RuntimeError(f"{len(done)} of {passes} passes were done")
    return spent


def main() -> None:
    """Print the seconds."""
    sys.setrecursionlimit(1_000_000)
    threading.stack_size(512 * 1024 * 1024)
    begin = TaskIterator.__init__

    def deep(self: TaskIterator, *given: object, **more: object) -> None:
        begin(self, *given, **more)
        self.max_depth = DEEP

    TaskIterator.__init__ = deep
    worker = threading.Thread(target=lambda: print(run(int(sys.argv[1]))))
    worker.start()
    worker.join()


if __name__ == "__main__":
    main()
