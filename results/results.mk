# Tables of the pages from the logs in results/.
#
#: make results-tables   write the generated parts of docs/ and README.md from results/
.PHONY: results-tables
results-tables:
	@tools/results --update
