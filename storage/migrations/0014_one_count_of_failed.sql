-- What staff never got is known from `outages` and `undelivered`: nothing counts it a second time.
DROP INDEX "deliveries#failed_alerts";
