# The only commands a newcomer needs. The logic stands in outils/*.sh.
.DEFAULT_GOAL := aide
.PHONY: aide demo test bench assets

aide:
	@bash outils/aide.sh
demo:
	@bash outils/demo.sh
test:
	@bash outils/tester.sh
bench:
	@bash outils/mesurer.sh
assets:
	@bash outils/construire_front.sh
