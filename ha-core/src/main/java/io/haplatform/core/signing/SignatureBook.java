package io.haplatform.core.signing;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Position;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks signatures, and remembers what came of each as long as the registration stays as it is: checking costs the better
 * part of a millisecond, comparing next to nothing. Says each rejection once. Thread-safe.
 */
final class SignatureBook {

    private static final Logger log = LoggerFactory.getLogger(SignedRegistry.class);
    /** Strangers must not fill our memory: what is beyond is checked each time anew, and not said. */
    private static final int MOST_KNOWN = 20_000;

    /** Whom the log has removed while a snapshot of before is being checked. */
    private static final int MOST_GONE = 1_000;

    private static final int MOST_SAID = 1_000;
    private static final int MOST_SHOWN = 100;

    /**
     * What came of checking one registration.
     *
     * @param accepted without its signature; null when it is left out
     * @param why empty when its signature was found right
     */
    record Verdict(@Nullable Registration accepted, String why) {}

    private record Known(Registration stored, Verdict verdict, Position at) {}

    private final SigningPolicy policy;
    private final Map<String, Map<String, Known>> services = new TreeMap<>();
    private final Map<InstanceKey, Position> gone = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InstanceKey, Position> eldest) {
            return size() > MOST_GONE;
        }
    };
    private final Set<String> said = new HashSet<>();
    private int size;
    private long rejections;

    SignatureBook(SigningPolicy policy) {
        this.policy = policy;
    }

    /** @param at the log entry or snapshot that brought it; what is known of after that stays known */
    Verdict check(Registration stored, Position at) {
        Known known = known(stored.key());
        if (known != null && known.stored().equals(stored)) {
            return known.verdict();
        }
        Verdict verdict = judge(stored);
        remember(new Known(stored, verdict, at));
        return verdict;
    }

    private synchronized @Nullable Known known(InstanceKey key) {
        return services.getOrDefault(key.service(), Map.of()).get(key.id());
    }

    private synchronized void remember(Known known) {
        InstanceKey key = known.stored().key();
        if (known.verdict().accepted() == null) {
            rejections++;
            String sentence = sentence(known);
            if (said.size() < MOST_SAID && said.add(sentence)) {
                log.warn("{}{}", sentence, said.size() == MOST_SAID ? "; others are left out without a word" : "");
            }
        }
        Known before = known(key);
        if (isAfter(before == null ? gone.get(key) : before.at(), known.at())) {
            return;
        }
        gone.remove(key);
        Map<String, Known> service = services.computeIfAbsent(key.service(), name -> new TreeMap<>());
        if (service.containsKey(key.id()) || size < MOST_KNOWN) {
            size += service.put(key.id(), known) == null ? 1 : 0;
        }
    }

    /** The log has removed it. */
    synchronized void forget(InstanceKey key, Position at) {
        // as the youngest, whenever it was removed before
        gone.remove(key);
        gone.put(key, at);
        Map<String, Known> service = services.getOrDefault(key.service(), Map.of());
        if (service.containsKey(key.id())) {
            service.remove(key.id());
            size--;
        }
    }

    synchronized void clear() {
        services.clear();
        gone.clear();
        size = 0;
    }

    /** A snapshot has shown all that a service has. */
    synchronized void keepOnly(String service, Set<InstanceKey> present, Position at) {
        Map<String, Known> known = services.get(service);
        if (known != null) {
            size -= known.size();
            known.values().removeIf(each -> !present.contains(each.stored().key()) && !isAfter(each.at(), at));
            size += known.size();
            if (known.isEmpty()) {
                services.remove(service);
            }
        }
    }

    private static boolean isAfter(@Nullable Position one, Position other) {
        return one != null && one.store().equals(other.store()) && one.revision() > other.revision();
    }

    private Verdict judge(Registration stored) {
        String signature = stored.metadata().get(Signer.METADATA);
        if (signature == null) {
            return unverified(stored, "it is not signed");
        } else if (!signature.startsWith(Signer.FORMAT)) {
            return unverified(stored, "its signature is of a format that this release does not know");
        }
        int colon = signature.indexOf(':', Signer.FORMAT.length());
        byte[] bytes = colon < 0 ? null : decoded(signature.substring(colon + 1));
        if (bytes == null) {
            return new Verdict(null, "its signature cannot be read");
        }
        String id = signature.substring(Signer.FORMAT.length(), colon);
        TrustedKey key = policy.key(id).orElse(null);
        if (key == null) {
            return unverified(stored, "it is signed with key '" + Names.printable(id) + "', which is not trusted here");
        } else if (!key.maySign(stored.key().service())) {
            return new Verdict(
                    null, "it is signed with key '" + id + "', which may sign for " + key.services() + " alone");
        }
        Registration plain = Signer.plain(stored);
        return Signer.verifies(key.key(), SignedText.of(policy.namespace(), id, plain), bytes)
                ? new Verdict(plain, "")
                : new Verdict(null, "its signature with key '" + id + "' is of other content");
    }

    private Verdict unverified(Registration stored, String why) {
        return new Verdict(policy.required() ? null : Signer.plain(stored), why);
    }

    private static byte @Nullable [] decoded(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static String sentence(Registration stored, String why) {
        return "Registration of " + stored.key() + " at " + stored.address() + " is left out: " + why;
    }

    private static String sentence(Known known) {
        return sentence(known.stored(), known.verdict().why());
    }

    synchronized SigningStatus status() {
        int verified = 0;
        int unverified = 0;
        List<String> leftOut = new ArrayList<>();
        for (Map<String, Known> service : services.values()) {
            for (Known known : service.values()) {
                if (known.verdict().accepted() == null) {
                    if (leftOut.size() < MOST_SHOWN) {
                        leftOut.add(sentence(known));
                    }
                } else if (known.verdict().why().isEmpty()) {
                    verified++;
                } else {
                    unverified++;
                }
            }
        }
        Signer signer = policy.signer();
        return new SigningStatus(
                policy.required(),
                signer == null ? "" : signer.keyId(),
                policy.trusted().stream().map(TrustedKey::id).sorted().toList(),
                verified,
                unverified,
                leftOut,
                rejections);
    }
}
