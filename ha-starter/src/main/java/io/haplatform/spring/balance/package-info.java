/** What blocking and reactive clients share: Spring Cloud LoadBalancer's contracts over the core's balancers and calls. */
@NullMarked
package io.haplatform.spring.balance;

import org.jspecify.annotations.NullMarked;
