package servers;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.operaton.bpm.engine.RuntimeService;
import org.operaton.bpm.engine.TaskService;
import org.springframework.boot.autoconfigure.jersey.ResourceConfigCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lists and records as variables: over the interface of the engine they need a module that cannot be had here. */
@Path("/given")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.TEXT_PLAIN)
public class Given {
    private final RuntimeService cases;
    private final TaskService tasks;

    Given(RuntimeService cases, TaskService tasks) {
        this.cases = cases;
        this.tasks = tasks;
    }

    @POST
    @Path("/start/{definition}")
    public String start(@PathParam("definition") String definition, Map<String, Object> values) {
        return cases.startProcessInstanceById(definition, values).getId();
    }

    @POST
    @Path("/complete/{task}")
    public String complete(@PathParam("task") String task, Map<String, Object> values) {
        tasks.complete(task, values);
        return task;
    }

    @Configuration
    static class Registered {
        @Bean
        ResourceConfigCustomizer given(RuntimeService cases, TaskService tasks) {
            return config -> config.register(new Given(cases, tasks));
        }
    }
}
