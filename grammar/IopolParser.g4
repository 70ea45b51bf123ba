// Syntax of Iopol. Lists are flat and no rule is left-recursive, so depth in the parser is depth in the text.
parser grammar IopolParser;

options { tokenVocab = IopolLexer; superClass = NestingParser; }

compilationUnit: declaration* EOF;
// What is between the braces of a hole in a reason; parsed on its own.
hole: operand EOF;

declaration
    : importDeclaration
    | modelDeclaration
    | policyDeclaration
    | hostDeclaration
    | testDeclaration
    | pagetableDeclaration
    ;

importDeclaration: IMPORT text SEMI;
modelDeclaration: MODEL name LBRACE modelMember* RBRACE;
policyDeclaration: POLICY name (FOR | EXTENDS) name LBRACE policyMember* RBRACE;
hostDeclaration: HOST name (LBRACE hostMember* RBRACE | ASSIGN text SEMI);
testDeclaration: TEST text LBRACE testStep* RBRACE;

// Models

modelMember
    : settingDeclaration
    | enumDeclaration
    | objectDeclaration
    | ruleDeclaration
    | clauseDeclaration
    | stateDeclaration
    | operationDeclaration
    | actionDeclaration
    | requestDeclaration
    | propertyDeclaration
    | predicateDeclaration
    ;

settingDeclaration: SETTING name COLON type ASSIGN settingValue SEMI;
enumDeclaration: ENUM name LBRACE enumMember (COMMA enumMember)* COMMA? RBRACE;
enumMember: name (ASSIGN integer)?;
objectDeclaration: OBJECT name LIMIT integer SEMI;
ruleDeclaration: RULE name parameterList (ASSIGN expression)? SEMI;
clauseDeclaration: CLAUSE name parameterList SEMI;
stateDeclaration: STATE name COLON type (ASSIGN expression)? PER name (INVERSE name)? SEMI;
operationDeclaration: OPERATION name parameterList BY name resultList? block;
resultList: GIVES parameter (COMMA parameter)*;
actionDeclaration: ACTION name parameterList block;
requestDeclaration: REQUEST name parameterList block;
propertyDeclaration: PROPERTY name text? ASSIGN expression SEMI;
predicateDeclaration: PREDICATE name parameterList ASSIGN expression SEMI;

parameterList: LPAREN (parameter (COMMA parameter)*)? RPAREN;
parameter: name (COLON type)?;
type: name QUESTION?;

// Policies

policyMember
    : driverSetDeclaration
    | selectorDeclaration
    | overrideDefinition
    | forbidDeclaration
    | predicateDeclaration
    | propertyDeclaration
    | ruleDefinition
    | settingAssignment
    | clauseUse
    ;

driverSetDeclaration: DRIVERS name ASSIGN driverName (COMMA driverName)* SEMI;
selectorDeclaration: SELECT name ASSIGN selector SEMI;
ruleDefinition: name parameterList ASSIGN expression SEMI;
overrideDefinition: OVERRIDE name parameterList ASSIGN expression SEMI;
settingAssignment: name ASSIGN (settingValue | REFUSE name) SEMI;
clauseUse: name selector text SEMI;
forbidDeclaration: FORBID name parameterList WHEN expression ELSE name text? SEMI;

driverName: name | text;
settingValue: literal | name;

// Statements

block: LBRACE statement* RBRACE;

statement
    : requireStatement
    | promiseStatement
    | refuseStatement
    | panicStatement
    | blockStatement
    | switchStatement
    | grantStatement
    | revokeStatement
    | ifStatement
    | eachStatement
    | letStatement
    | freeStatement
    | giveStatement
    | operandStatement
    ;

requireStatement: REQUIRE label? expression ELSE name text? SEMI;
label: LABEL COLON;
promiseStatement: PROMISE expression ELSE (panicStatement | revokeStatement | refuseStatement);
refuseStatement: REFUSE name text? SEMI;
panicStatement: PANIC text? SEMI;
blockStatement: BLOCK UNTIL expression SEMI;
switchStatement: SWITCH operand TO operand (THROUGH operand)? (STEPWISE | ROLLBACK)? (elseClause | SEMI);
grantStatement: GRANT operand TO operand SEMI;
revokeStatement: REVOKE operand FROM operand SEMI;
ifStatement: IF expression block elseIfClause* elseClause?;
elseIfClause: ELSE IF expression block;
elseClause: ELSE block;
eachStatement: EACH name IN operand block;
letStatement: LET name ASSIGN expression SEMI;
freeStatement: FREE operand SEMI;
giveStatement: GIVE name ASSIGN expression SEMI;
// An assignment, or a call on its own.
operandStatement: operand ((ASSIGN | PLUS_ASSIGN | MINUS_ASSIGN) expression)? SEMI;

// Expressions, loosest first

expression: disjunction (IMPLIES disjunction)?;
disjunction: conjunction ((OR | FOREIGN_OR) conjunction)*;
conjunction: negation ((AND | FOREIGN_AND) negation)*;
negation: (NOT | FOREIGN_NOT) negation | quantifier | operand comparisonTail?;
// The body of a quantifier reaches as far as it can.
quantifier: (ALL | ANY | NO) name IN operand (COLON expression)?;

comparisonTail
    : IS NOT? operand
    | (LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | FOREIGN_IS | FOREIGN_IS_NOT) operand
    | NOT? IN (operand rangeEnd? | setLiteral)
    | NOT? MATCHES LPAREN selector RPAREN
    ;
rangeEnd: DOTDOT operand;
setLiteral: LBRACE (operand (COMMA operand)*)? RBRACE;

operand: (literal | name | parenthesized | creation | counting) operandTail*;
parenthesized: LPAREN expression RPAREN;
creation: NEW name;
counting: (COUNT | FIRST) name IN operand (COLON expression)?;
operandTail
    : DOT name
    | LBRACK expression RBRACK
    | LPAREN (expression (COMMA expression)*)? RPAREN
    ;
literal
    : TRUE | FALSE | NONE
    | INTEGER | HEX_INTEGER | SIZE | VERSION | BAD_NUMBER
    | STRING | BAD_STRING
    | ADDRESS | SHORT_ADDRESS | BAD_ADDRESS
    | DEVICE_ID
    ;
integer: INTEGER | HEX_INTEGER | SIZE | BAD_NUMBER;
text: STRING | BAD_STRING;

// Device selectors; terms side by side mean 'and'

selector: selectorConjunction ((OR | FOREIGN_OR) selectorConjunction)*;
selectorConjunction: selectorNegation ((AND | FOREIGN_AND)? selectorNegation)*;
selectorNegation
    : (NOT | FOREIGN_NOT) selectorNegation
    | LPAREN selector RPAREN
    | selectorTerm
    ;
selectorTerm
    : AT addressRange
    | VENDOR integer
    | deviceFact
    | DRIVER IN name
    | selectorName
    ;
// What a selector asks for and what a device of a host literal states.
deviceFact
    : ID DEVICE_ID
    | SUBSYSTEM DEVICE_ID
    | CLASS (integer | name)
    | PORT name
    | DRIVER driverName
    | HAS name
    ;
addressRange: ADDRESS_PATTERN | address (DOTDOT address)?;
address: ADDRESS | SHORT_ADDRESS | BAD_ADDRESS;

// Hosts

hostMember: bootBlock | hostOption | groupBlock | hostDevice;
bootBlock: BOOT LBRACE hostOption* RBRACE;
hostOption: name ASSIGN settingValue SEMI;
groupBlock: GROUP integer LBRACE hostDevice* RBRACE;
hostDevice: DEVICE address deviceAttribute* SEMI;
deviceAttribute
    : deviceFact
    | HEADER integer
    | MULTIFUNCTION
    | BRIDGE integer DOTDOT integer
    | ACS (LBRACE name* RBRACE | NONE)
    | ALIAS address
    | DIRECT_MAP
    | RESERVED name integer DOTDOT integer
    ;

// Tests

testStep
    : policyStep
    | hostStep
    | expectStep
    | checkStep
    | noteStep
    | failStep
    | mendStep
    | finishedStep
    | settingStep
    | operationStep
    ;

policyStep: POLICY name SEMI;
hostStep: HOST name SEMI;
expectStep: EXPECT expression SEMI;
checkStep: CHECK name SEMI;
noteStep: NOTE text SEMI;
failStep: FAIL operand (TO operand)? WITH errno SEMI;
mendStep: MEND operand SEMI;
finishedStep: FINISHED name ARROW outcome SEMI;
settingStep: name ASSIGN settingValue SEMI;
operationStep: (name ASSIGN)? name LPAREN (expression (COMMA expression)*)? RPAREN (BY name)? ARROW outcome SEMI;
outcome
    : OK (WITH binding (COMMA binding)*)?
    | BLOCKED (AS name)?
    | PANIC
    | errno (BECAUSE name)? (AT address)?
    ;
binding: name ASSIGN expression;
errno: IDENTIFIER;

// Page tables

pagetableDeclaration: PAGETABLE name (EXTENDS name)? LBRACE pagetableMember* RBRACE;

pagetableMember
    : entrySize
    | levelDeclaration
    | levelCounts
    | rootRule
    | inputRule
    | optionDeclaration
    | faultDeclaration
    | entriesBlock
    | tableKind
    | leafKind
    | walkCheck
    | allowRule
    | mapRefusal
    | runRule
    | mapAvoidance
    ;

entrySize: ENTRY integer SEMI;
levelDeclaration: LEVEL integer INDEX bitRange SEMI;
levelCounts: LEVELS integer (COMMA integer)* SEMI;
rootRule: ROOT rootClause (COMMA rootClause)* SEMI;
rootClause: AT LEAST integer | CONCATENATES integer BITS | WIDER BY integer BITS;
inputRule: INPUT (WIDTH integer DOTDOT integer | IGNORES bitRange whenClause? | inputExtension whenClause?) SEMI;
inputExtension: IDENTIFIER | BAD_WORD;
optionDeclaration: OPTION name (COLON integer DOTDOT integer)? ASSIGN settingValue SEMI;
faultDeclaration: FAULT name integer text SEMI;
entriesBlock: ENTRIES LBRACE entryRow* RBRACE;
tableKind: TABLE name levelList? (NEXT name)? LBRACE entryRow* RBRACE;
leafKind: LEAF name levelList? (COVERS (CODED | integer))? LBRACE entryRow* RBRACE;
levelList: AT levelRange (COMMA levelRange)*;
levelRange: integer (DOTDOT integer)?;
walkCheck: CHECK name LBRACE walkStep* RBRACE;
allowRule: ALLOW name ASSIGN expression SEMI;
mapRefusal: REFUSE whenClause text SEMI;
runRule: RUN name COVERS runLength (COMMA runLength)* SEMI;
runLength: integer AT integer;
mapAvoidance: MAP AVOIDS integer (COMMA integer)* SEMI;

bitRange: integer (COLON integer)?;
whenClause: WHEN expression;

// What the bits are; 'reserved' and 'ignored' stand where the name of a field could.
entryRow: bitRow | othersRow;
bitRow: bitRange (ADDRESS_WORD bitRange? CODED? | name) rowValue? (RESERVED whenClause)? SEMI;
rowValue: ASSIGN expression (COMMA integer FOR name)?;
othersRow: OTHERS name SEMI;

walkStep: faultStep | takeStep | updateStep;
faultStep: FAULT name whenClause? SEMI;
takeStep: TAKE name whenClause? SEMI;
updateStep: (SET | CLEAR) name whenClause? ELSE name SEMI;

// Names

name: IDENTIFIER | BAD_WORD | joiningWord | AT | CLASS | DRIVER | HAS | ID | PORT | SUBSYSTEM | VENDOR;

// A name that cannot be mistaken for the first word of a selector term.
selectorName: IDENTIFIER | BAD_WORD | joiningWord;

joiningWord
    : ACS | ADDRESS_WORD | ALIAS | AS | AVOIDS | BECAUSE | BITS | BLOCKED | BRIDGE | BY | CODED | CONCATENATES
    | COVERS | DIRECT_MAP | EXTENDS | FOR | FROM | GIVES | HEADER | IGNORES | INDEX | INVERSE | LEAST | LIMIT
    | MATCHES | MULTIFUNCTION | NEXT | OK | OTHERS | PER | RESERVED | ROLLBACK | STEPWISE | THROUGH | TO | UNTIL
    | WHEN | WIDER | WIDTH | WITH
    ;
