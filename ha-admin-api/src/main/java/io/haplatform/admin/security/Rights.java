package io.haplatform.admin.security;

import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.core.Authentication;

/** What a user may do, so that a page need not offer what would be refused. Thread-safe. */
public final class Rights {

    private final AuthorityAuthorizationManager<String> operators =
            AuthorityAuthorizationManager.hasRole(Role.OPERATOR.name());

    Rights(RoleHierarchy roles) {
        operators.setRoleHierarchy(roles);
    }

    public boolean mayOperate(Authentication user) {
        return operators.authorize(() -> user, "a page").isGranted();
    }
}
