package io.haplatform.core.balance;

import java.util.random.RandomGenerator;

/**
 * What an algorithm builds a picker by.
 *
 * @param service whose nodes they are
 * @param policy how calls to the service are to be spread; read again at each build
 * @param random the only source of chance that may be used; safe for many threads
 */
public record Settings(String service, BalancePolicy policy, RandomGenerator random) {}
