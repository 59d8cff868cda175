# `make ... BUG=name`: copies the tree with its objects, puts the bug into the copy, and
# makes the target there, so that only files that the bug touches are compiled again.

BUG_TREE = $(BUILD)/bug/$(BUG)

all iso run bochs native:
	@tools/install-needed bug
	@$(MAKE) $(parallel) --no-print-directory BUG= $(BUILD)/lohilo.elf
	@tests/bugs/seed '$(BUG)' $(BUILD) $(BUG_TREE)
	@$(MAKE) --no-print-directory -C $(BUG_TREE) BUG= $@

check:
	@echo "BUG works with all, iso, run, bochs and native;" \
		"make check seeds every bug by itself" >&2
	@false
