"""Package, receipt, ledger and the steps of publishing."""
