"""Several machines, one knowledge: one machine keeps it, the others follow. docs/decisions/0014-shared-knowledge.md."""
