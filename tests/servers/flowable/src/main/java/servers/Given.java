package servers;

import java.util.List;
import java.util.Map;
import org.flowable.common.rest.exception.BaseExceptionHandlerAdvice;
import org.flowable.engine.ManagementService;
import org.flowable.engine.RuntimeService;
import org.flowable.engine.TaskService;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.DispatcherServlet;

/** What the interface of the engine does not take: lists and records as variables, and keeping reasons to itself. */
@RestController
@RequestMapping("/given")
public class Given {
    private final RuntimeService cases;
    private final TaskService tasks;
    private final ManagementService jobs;
    private final List<ServletRegistrationBean<?>> servlets;

    Given(RuntimeService cases, TaskService tasks, ManagementService jobs, List<ServletRegistrationBean<?>> servlets) {
        this.cases = cases;
        this.tasks = tasks;
        this.jobs = jobs;
        this.servlets = servlets;
    }

    @PostMapping("/start/{definition}")
    public String start(@PathVariable("definition") String definition, @RequestBody Map<String, Object> values) {
        return cases.startProcessInstanceById(definition, values).getId();
    }

    @PostMapping("/complete/{task}")
    public String complete(@PathVariable("task") String task, @RequestBody Map<String, Object> values) {
        tasks.complete(task, values);
        return task;
    }

    @PostMapping("/work/{job}/{worker}")
    public String work(
            @PathVariable("job") String job, @PathVariable("worker") String worker,
            @RequestBody Map<String, Object> values) {
        jobs.createExternalWorkerCompletionBuilder(job, worker).variables(values).complete();
        return job;
    }

    /** Answers that say no more than a number of the log, or all, as they come. */
    @PostMapping("/hidden/{on}")
    public String hidden(@PathVariable("on") boolean on) {
        for (ServletRegistrationBean<?> one : servlets) {
            if (one.getServlet() instanceof DispatcherServlet servlet
                    && servlet.getWebApplicationContext() instanceof ConfigurableApplicationContext context
                    && context.isActive()) {
                context.getBeansOfType(BaseExceptionHandlerAdvice.class).values()
                    .forEach(advice -> advice.setSendFullErrorException(!on));
            }
        }
        return "done";
    }
}
