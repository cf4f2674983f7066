package io.haplatform.admin.security;

import io.haplatform.admin.AdminProperties;
import io.haplatform.admin.api.ApiConfiguration;
import io.haplatform.admin.api.ProblemType;
import io.haplatform.admin.api.Problems;
import io.haplatform.admin.security.ThrottledSignIn.TooManyAttempts;
import io.haplatform.core.time.Time;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.cors.CorsUtils;

/**
 * Who may do what. Nothing is anonymous but the probes and what the sign-in page needs; reading takes a {@link
 * Role#VIEWER}, anything else an {@link Role#OPERATOR}.
 *
 * <p>People sign in by form and keep a session; programs send HTTP Basic with each request and get none. Whatever
 * changes something needs the CSRF token, unless it comes with its own credentials and no browser sent it from another
 * site.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    static final String SIGN_IN = "/login";
    private static final String SIGN_OUT = "/logout";
    private static final String CSRF_COOKIE = "HA_ADMIN_CSRF";
    private static final String[] PROBES = {"/health", "/health/ready", "/health/live", "/health/active"};
    private static final String[] SIGN_IN_PAGE = {
        SIGN_IN, "/assets/base.css", "/assets/login.css", "/assets/icon.svg", "/favicon.ico"
    };
    private static final String POLICY =
            """
            default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
            form-action 'self'; frame-ancestors 'none'; base-uri 'none'""";

    /** The only one there is: Boot and Spring Security make no other, which would compare passwords unthrottled. */
    @Bean
    AuthenticationManager signIn(AdminProperties properties, Time time) {
        SignInPassword password = SignInPassword.of(properties);
        password.announce(System.out);
        PasswordEncoder encoder = new MemoryPasswordEncoder(new SecureRandom());
        DaoAuthenticationProvider passwords =
                new DaoAuthenticationProvider(new InMemoryUserDetailsManager(User.withUsername("admin")
                        .password(encoder.encode(password.value()))
                        .roles(Role.ADMIN.name())
                        .build()));
        passwords.setPasswordEncoder(encoder);
        return new ProviderManager(new ThrottledSignIn(passwords, new SignInThrottle(time)));
    }

    /** The zone of a link-local IPv6 address puts a percent sign into an id; nothing here decodes a path twice. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowUrlEncodedPercent(true);
        return firewall;
    }

    @Bean
    RoleHierarchy roleHierarchy() {
        return RoleHierarchyImpl.withDefaultRolePrefix()
                .role(Role.ADMIN.name())
                .implies(Role.OPERATOR.name())
                .role(Role.OPERATOR.name())
                .implies(Role.VIEWER.name())
                .build();
    }

    @Bean
    Rights rights(RoleHierarchy roles) {
        return new Rights(roles);
    }

    @Bean
    SecurityFilterChain filters(HttpSecurity http, AuthenticationManager signIn, Problems problems) {
        AuthenticationEntryPoint signInFirst = signInFirst(problems);
        AccessDeniedHandler refused = (request, response, e) -> problems.write(
                request, response, ProblemType.FORBIDDEN, "this user may not do that, or the CSRF token is missing");
        CookieCsrfTokenRepository tokens = CookieCsrfTokenRepository.withHttpOnlyFalse();
        tokens.setCookieName(CSRF_COOKIE);
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
        return http.authenticationManager(signIn)
                .authorizeHttpRequests(requests -> requests
                        // the first dispatch of the same request was authorised
                        .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, PROBES)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, SIGN_IN_PAGE)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/**")
                        .hasRole(Role.VIEWER.name())
                        .requestMatchers(HttpMethod.HEAD, "/**")
                        .hasRole(Role.VIEWER.name())
                        .anyRequest()
                        .hasRole(Role.OPERATOR.name()))
                .formLogin(form -> form.loginPage(SIGN_IN)
                        .defaultSuccessUrl("/", true)
                        .failureHandler(signInFailed(problems))
                        .permitAll())
                .httpBasic(basic -> basic.authenticationEntryPoint(signInFirst))
                .logout(out -> out.logoutUrl(SIGN_OUT).logoutSuccessUrl(SIGN_IN + "?out"))
                // it would open a session for each request of a stranger, to remember where they wanted to go
                .requestCache(AbstractHttpConfigurer::disable)
                .exceptionHandling(e -> e.authenticationEntryPoint(signInFirst).accessDeniedHandler(refused))
                .csrf(csrf -> csrf.spa()
                        // after spa(), which brings a repository of its own
                        .csrfTokenRepository(tokens)
                        .ignoringRequestMatchers(SecurityConfiguration::bringsItsOwnCredentials))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(
                                policy -> policy.policy("camera=(), geolocation=(), microphone=(), payment=()"))
                        .addHeaderWriter((request, response) -> {
                            response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
                            response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
                        }))
                .build();
    }

    /** A person is led to the sign-in page; a program is told in its own terms. */
    private static AuthenticationEntryPoint signInFirst(Problems problems) {
        LoginUrlAuthenticationEntryPoint page = new LoginUrlAuthenticationEntryPoint(SIGN_IN);
        return (request, response, e) -> {
            if (e instanceof TooManyAttempts guesses) {
                mustWait(problems, request, response, guesses);
                return;
            }
            if (isPage(request)) {
                page.commence(request, response, e);
                return;
            }
            if (request.getHeader("Sec-Fetch-Mode") == null) {
                // not to a script in a browser: the browser would open its own password box over the page
                response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"HA admin\", charset=\"UTF-8\"");
            }
            problems.write(
                    request,
                    response,
                    ProblemType.UNAUTHENTICATED,
                    request.getHeader(HttpHeaders.AUTHORIZATION) == null
                            ? "this needs a user: HTTP Basic, or the session of someone who signed in at " + SIGN_IN
                            : "user or password is wrong");
        };
    }

    /** Says at the sign-in page no more than that it failed. */
    private static AuthenticationFailureHandler signInFailed(Problems problems) {
        SimpleUrlAuthenticationFailureHandler page = new SimpleUrlAuthenticationFailureHandler(SIGN_IN + "?error");
        page.setAllowSessionCreation(false);
        return (request, response, e) -> {
            if (e instanceof TooManyAttempts guesses) {
                mustWait(problems, request, response, guesses);
            } else {
                page.onAuthenticationFailure(request, response, e);
            }
        };
    }

    private static void mustWait(
            Problems problems, HttpServletRequest request, HttpServletResponse response, TooManyAttempts guesses)
            throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(guesses.seconds()));
        problems.write(
                request,
                response,
                ProblemType.TOO_MANY_REQUESTS,
                "sign-in from this address failed " + SignInThrottle.ALLOWED + " times within a minute; try again in "
                        + guesses.seconds() + " seconds");
    }

    private static boolean isPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.getMethod().equals("GET")
                && !request.getRequestURI().startsWith(ApiConfiguration.BASE)
                && request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && accept != null
                && accept.contains("text/html");
    }

    /**
     * Such a request cannot be forged: an attacker's page makes a browser send cookies, and the site it comes from.
     * {@code Sec-Fetch-Site} alone will not do: over plain http browsers send it to localhost only. {@code Origin} comes
     * with everything that another origin's page sends and that is neither GET nor HEAD.
     */
    private static boolean bringsItsOwnCredentials(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return request.getHeader(HttpHeaders.AUTHORIZATION) != null
                && request.getHeader(HttpHeaders.COOKIE) == null
                && (site == null || site.equals("same-origin") || site.equals("none"))
                && !CorsUtils.isCorsRequest(request);
    }
}
