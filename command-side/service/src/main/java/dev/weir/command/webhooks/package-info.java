/** Subscriptions: what signs their deliveries, and the way of an event to the addresses. */
package dev.weir.command.webhooks;
