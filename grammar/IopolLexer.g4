// Tokens of Iopol. Every character of a file is in a token or in white space between two tokens.
// Malformed input has tokens of its own (BAD_...), so that it costs one precise diagnostic.
lexer grammar IopolLexer;

channels { COMMENTS, ODDITIES }
// A word between 'require' and ':' (OpeningWords.cs).
tokens { LABEL }

// Reserved words: never a name, except after '.' and as the label of a require.
ALL: 'all';
AND: 'and';
ANY: 'any';
BLOCK: 'block';
COUNT: 'count';
EACH: 'each';
ELSE: 'else';
FALSE: 'false';
FIRST: 'first';
FREE: 'free';
GIVE: 'give';
GRANT: 'grant';
IF: 'if';
IMPLIES: 'implies';
IN: 'in';
IS: 'is';
LET: 'let';
NEW: 'new';
NO: 'no';
NONE: 'none';
NOT: 'not';
OR: 'or';
PANIC: 'panic';
PROMISE: 'promise';
REFUSE: 'refuse';
REQUIRE: 'require';
REVOKE: 'revoke';
SWITCH: 'switch';
TRUE: 'true';

// Opening words: keywords only where a declaration or a step can start and what follows fits
// (OpeningWords.cs decides); names everywhere else. Those of page tables are words only inside one.
ACTION: 'action';
ALLOW: 'allow';
BOOT: 'boot';
CHECK: 'check';
CLAUSE: 'clause';
CLEAR: 'clear';
DEVICE: 'device';
DRIVERS: 'drivers';
ENTRIES: 'entries';
ENTRY: 'entry';
ENUM: 'enum';
EXPECT: 'expect';
FAIL: 'fail';
FAULT: 'fault';
FINISHED: 'finished';
FORBID: 'forbid';
GROUP: 'group';
HOST: 'host';
IMPORT: 'import';
INPUT: 'input';
LEAF: 'leaf';
LEVEL: 'level';
LEVELS: 'levels';
MAP: 'map';
MEND: 'mend';
MODEL: 'model';
NOTE: 'note';
OBJECT: 'object';
OPERATION: 'operation';
OPTION: 'option';
OVERRIDE: 'override';
PAGETABLE: 'pagetable';
POLICY: 'policy';
PREDICATE: 'predicate';
PROPERTY: 'property';
REQUEST: 'request';
ROOT: 'root';
RULE: 'rule';
RUN: 'run';
SELECT: 'select';
SET: 'set';
SETTING: 'setting';
STATE: 'state';
TABLE: 'table';
TAKE: 'take';
TEST: 'test';

// Joining words: the parser knows them by their place; names everywhere else.
ACS: 'acs';
ADDRESS_WORD: 'address';
ALIAS: 'alias';
AS: 'as';
AT: 'at';
AVOIDS: 'avoids';
BECAUSE: 'because';
BITS: 'bits';
BLOCKED: 'blocked';
BRIDGE: 'bridge';
BY: 'by';
CLASS: 'class';
CODED: 'coded';
CONCATENATES: 'concatenates';
COVERS: 'covers';
DIRECT_MAP: 'direct-map';
DRIVER: 'driver';
EXTENDS: 'extends';
FOR: 'for';
FROM: 'from';
GIVES: 'gives';
HAS: 'has';
HEADER: 'header';
ID: 'id';
IGNORES: 'ignores';
INDEX: 'index';
INVERSE: 'inverse';
LEAST: 'least';
LIMIT: 'limit';
MATCHES: 'matches';
MULTIFUNCTION: 'multifunction';
NEXT: 'next';
OK: 'ok';
OTHERS: 'others';
PER: 'per';
PORT: 'port';
RESERVED: 'reserved';
ROLLBACK: 'rollback';
STEPWISE: 'stepwise';
SUBSYSTEM: 'subsystem';
THROUGH: 'through';
TO: 'to';
UNTIL: 'until';
VENDOR: 'vendor';
WHEN: 'when';
WIDER: 'wider';
WIDTH: 'width';
WITH: 'with';

ARROW: '->';
PLUS_ASSIGN: '+=';
MINUS_ASSIGN: '-=';
ASSIGN: '=';
LESS_EQUAL: '<=';
GREATER_EQUAL: '>=';
LESS: '<';
GREATER: '>';
LPAREN: '(';
RPAREN: ')';
LBRACK: '[';
RBRACK: ']';
LBRACE: '{';
RBRACE: '}';
COMMA: ',';
SEMI: ';';
COLON: ':';
QUESTION: '?';
DOTDOT: '..';
DOT: '.';

// Operators of other languages. The parser takes them for the word meant; each yields one diagnostic.
FOREIGN_IS: '==';
FOREIGN_IS_NOT: '!=';
FOREIGN_AND: '&&';
FOREIGN_OR: '||';
FOREIGN_NOT: '!';

ADDRESS: Hex Hex Hex Hex Hex? ':' Hex Hex ':' Hex Hex '.' [0-7];
ADDRESS_PATTERN: Hex Hex Hex Hex Hex? ':' Hex Hex ':' (Hex Hex '.')? '*';
DEVICE_ID: Hex Hex Hex Hex ':' Hex Hex Hex Hex;
// As lspci prints it, without the domain.
SHORT_ADDRESS: Hex Hex ':' Hex Hex '.' [0-7];
BAD_ADDRESS: Hex+ ':' Hex+ ':' Hex+ '.' [0-9a-zA-Z]+;

INTEGER: Digit+;
HEX_INTEGER: '0x' Hex+;
SIZE: Digit+ [KMGT];
VERSION: Digit+ '.' Digit+ ('.' Digit+)?;
BAD_NUMBER: Digit [0-9a-zA-Z_]*;

IDENTIFIER: WordStart ('-'? WordPart)*;
// A word with a letter outside ASCII in it, or a run of such characters.
BAD_WORD: (WordPart ('-'? WordPart)* '-'?)? NonAscii ('-'? (WordPart | NonAscii))*;

STRING: '"' StringPart* '"';
BAD_STRING: '"' StringPart* '\\'?;

DOC_COMMENT: '///' (~[/\r\n] ~[\r\n]*)? -> channel(COMMENTS);
LINE_COMMENT: '//' ~[\r\n]* -> channel(COMMENTS);
BLOCK_COMMENT: '/*' .*? '*/' -> channel(COMMENTS);
BAD_COMMENT: '/*' (~'*' | '*'+ ~[*/])* '*'* -> channel(COMMENTS);

// Only these characters are ever between two tokens.
WHITE_SPACE: [ \t\r\n]+ -> skip;
// Spaces outside ASCII, and a byte order mark.
ODD_SPACE: OddSpace+ -> channel(ODDITIES);
BAD_CHARACTER: . -> channel(ODDITIES);

fragment Digit: [0-9];
fragment Hex: [0-9a-fA-F];
fragment WordStart: [a-zA-Z_];
fragment WordPart: [a-zA-Z0-9_];
fragment StringPart: ~["\\\r\n] | '\\' ~[\r\n];
fragment OddSpace: [\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF];
// Everything from U+0080 but the odd spaces; UTF-16 units, so that offsets are those of a .NET string.
fragment NonAscii: [\u0080-\u0084\u0086-\u009F\u00A1-\u167F\u1681-\u1FFF\u200B-\u2027\u202A-\u202E\u2030-\u205E\u2060-\u2FFF\u3001-\uFEFE\uFF00-\uFFFF];
