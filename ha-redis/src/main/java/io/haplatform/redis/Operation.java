package io.haplatform.redis;

import java.util.List;

/** One call of a script: what goes in, and what its reply means. */
interface Operation<T> {

    Script script();

    /** Those behind the fixed ones. */
    List<String> keys();

    /** Those behind the ones that every script gets. */
    List<String> arguments();

    T answer(Reply reply);

    /** Whether it must write nothing: then its keys need be readable only. Redis has this since 7.0. */
    default boolean readOnly() {
        return false;
    }
}
