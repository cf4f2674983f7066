package io.haplatform.admin.security;

/** What a user may do. Each role includes the ones before it. */
enum Role {
    /** Sees everything but secrets. */
    VIEWER,
    /** Also steers: weights, drains, failovers. */
    OPERATOR,
    /** Also configures, and decides who may do what. */
    ADMIN
}
