"""${message}."""
<%!
import re

TABLE = re.compile(r"^(?:    )?(?:with )?op\.\w+\('(\w+)'")
INDEX = re.compile(r"with op.batch_alter_table\('(\w+)'.*\n((?:        batch_op.create_index.*\n)+)\n?")

def plain(text):
    """Drop what a new table does not need: batches around indexes, wrappers around names."""
    text = re.sub(r"(?:batch_)?op\.f\(('\w+')\)", r"\1", text or "")
    return INDEX.sub(lambda found: re.sub(
        r"        batch_op.create_index\(('\w+'), ", rf"op.create_index(\1, '{found[1]}', ", found[2]
    ).replace("\nop", "\n    op"), text)

def parts(text):
    """Split generated statements by table, so that each function is about one."""
    found = {}
    for line in plain(text).splitlines():
        begun = TABLE.match(line)
        if begun and "op.create_index" not in line:
            name = begun[1]
        if not line.strip().startswith("#") and line.strip() not in {"", "pass"}:
            found.setdefault(name, []).append(line)
    for name, lines in found.items():
        # Indexes go with their table.
        found[name] = [line for line in lines if "op.drop_table(" in line] or lines
    return {name: "\n".join(lines).strip() for name, lines in found.items()}
%>
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
WORD = sa.String(32)
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
${imports if imports else ""}

% for name, part in parts(upgrades).items():
def _${name}() -> None:
    ${part}


% endfor
def upgrade() -> None:
% for name in parts(upgrades):
    _${name}()
% endfor


def downgrade() -> None:
% for part in parts(downgrades).values():
    ${part}
% endfor
