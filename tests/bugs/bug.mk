# `make ... BUG=name`: the tree is copied with its objects, the bug is put into the copy,
# and the target is made there, so that only what the bug touches is compiled again.

BUG_TREE = $(BUILD)/bug/$(BUG)

all iso run bochs native:
	@tools/install-needed bug
	@$(MAKE) $(parallel) --no-print-directory BUG= $(BUILD)/lohilo.elf
	@tests/bugs/seed '$(BUG)' $(BUILD) $(BUG_TREE)
	@$(MAKE) --no-print-directory -C $(BUG_TREE) BUG= $@

check:
	@echo "BUG works with all, iso, run, bochs and native; make check seeds every bug by itself" >&2
	@false
