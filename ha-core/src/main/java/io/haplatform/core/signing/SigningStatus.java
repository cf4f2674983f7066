package io.haplatform.core.signing;

import java.util.List;

/**
 * How the registrations that this process knows of are signed.
 *
 * @param required whether a registration without a valid signature is left out
 * @param signsWith id of the key with which this process signs; empty when it does not
 * @param trusts ids of the keys that it believes, sorted
 * @param verified registrations whose signature was found right
 * @param unverified registrations without a signature, or with one of an unknown key, that are believed all the same
 * @param leftOut registrations that are left out, a sentence each, a hundred at most
 * @param rejections how often one was left out when it was checked, since the start; what has not changed is not
 *     checked again
 */
public record SigningStatus(
        boolean required,
        String signsWith,
        List<String> trusts,
        int verified,
        int unverified,
        List<String> leftOut,
        long rejections) {

    public SigningStatus {
        trusts = List.copyOf(trusts);
        leftOut = List.copyOf(leftOut);
    }
}
