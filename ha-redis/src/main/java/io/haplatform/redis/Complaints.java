package io.haplatform.redis;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says each thing once at WARN, however often it is met. Thread-safe. */
final class Complaints {

    private static final Logger log = LoggerFactory.getLogger(RedisRegistry.class);
    /** Strangers must not fill our memory. */
    private static final int MOST = 1_000;

    private final Set<String> said = new HashSet<>();

    synchronized void once(String sentence) {
        if (said.size() < MOST && said.add(sentence)) {
            log.warn("{}{}", sentence, said.size() == MOST ? "; further entries are left out without a word" : "");
        }
    }
}
