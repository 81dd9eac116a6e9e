package servers;

import jakarta.servlet.Filter;
import org.operaton.bpm.engine.rest.security.auth.ProcessEngineAuthenticationFilter;
import org.operaton.bpm.engine.rest.security.auth.impl.HttpBasicAuthenticationProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** With servers.guarded=true whoever asks has to say who they are; who may do what says the engine. */
@Configuration
@ConditionalOnProperty("servers.guarded")
public class Guarded {
    @Bean
    FilterRegistrationBean<Filter> basic() {
        var found = new FilterRegistrationBean<Filter>(new ProcessEngineAuthenticationFilter());
        found.addInitParameter(
                ProcessEngineAuthenticationFilter.AUTHENTICATION_PROVIDER_PARAM,
                HttpBasicAuthenticationProvider.class.getName());
        found.addUrlPatterns("/engine-rest/*");
        found.setAsyncSupported(true);
        return found;
    }
}
