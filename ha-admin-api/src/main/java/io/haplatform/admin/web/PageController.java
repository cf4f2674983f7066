package io.haplatform.admin.web;

import io.haplatform.admin.security.Rights;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Locale;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The two pages there are. Everything on them comes from this process; scripts and styles are files of their own. */
@Hidden
@Controller
class PageController {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final PageTemplate dashboard = PageTemplate.read("pages/dashboard.html");
    private final PageTemplate signIn = PageTemplate.read("pages/login.html");

    private final Rights rights;

    PageController(Rights rights) {
        this.rights = rights;
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> dashboard(Authentication user, CsrfToken token) {
        return page(dashboard
                .with("user", user.getName())
                .with("operator", Boolean.toString(rights.mayOperate(user)))
                .with("csrf", token.getToken()));
    }

    @GetMapping(path = "/login", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> signIn(CsrfToken token, Locale locale, @RequestParam MultiValueMap<String, String> query) {
        SignInWords words = SignInWords.in(locale);
        boolean failed = query.containsKey("error");
        String message = failed ? words.failed() : query.containsKey("out") ? words.signedOut() : "";
        return page(signIn.with("csrf", token.getToken())
                .with("lang", words.lang())
                .with("message", message)
                .with("kind", failed ? "bad" : "good")
                .with("title", words.title())
                .with("user", words.user())
                .with("password", words.password())
                .with("button", words.button())
                .with("hint", words.hint()));
    }

    private static ResponseEntity<String> page(PageTemplate filled) {
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noStore())
                .body(filled.text());
    }
}
