# caseload
