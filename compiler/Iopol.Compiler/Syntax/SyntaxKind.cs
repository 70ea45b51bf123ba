namespace Iopol.Compiler.Syntax;

/// <summary>What a token, a piece of trivia or a node is.</summary>
public enum SyntaxKind
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Spaces and tabs, and a byte order mark.</summary>
    WhitespaceTrivia,
    /// <summary>The end of a line.</summary>
    EndOfLineTrivia,
    /// <summary><c>// …</c></summary>
    LineCommentTrivia,
    /// <summary><c>/* … */</c></summary>
    BlockCommentTrivia,
    /// <summary><c>/// …</c></summary>
    DocumentationTrivia,
    /// <summary>Text the parser could make nothing of; a diagnostic says so.</summary>
    SkippedTextTrivia,
    /// <summary>The end of the file.</summary>
    EndOfFile,
    /// <summary>A name.</summary>
    Identifier,
    /// <summary><c>42</c></summary>
    IntegerLiteral,
    /// <summary><c>0x2a</c></summary>
    HexLiteral,
    /// <summary><c>4K</c>, <c>2M</c>, <c>1G</c>, <c>1T</c></summary>
    SizeLiteral,
    /// <summary><c>6.12</c> or <c>5.12.9</c></summary>
    VersionLiteral,
    /// <summary><c>"text"</c></summary>
    StringLiteral,
    /// <summary><c>0000:01:00.0</c></summary>
    AddressLiteral,
    /// <summary><c>0000:00:1f.*</c> or <c>0000:01:*</c></summary>
    AddressPattern,
    /// <summary><c>8086:105e</c></summary>
    DeviceIdLiteral,
    /// <summary><c>(</c></summary>
    OpenParenthesis,
    /// <summary><c>)</c></summary>
    CloseParenthesis,
    /// <summary><c>[</c></summary>
    OpenBracket,
    /// <summary><c>]</c></summary>
    CloseBracket,
    /// <summary><c>{</c></summary>
    OpenBrace,
    /// <summary><c>}</c></summary>
    CloseBrace,
    /// <summary><c>,</c></summary>
    Comma,
    /// <summary><c>;</c></summary>
    Semicolon,
    /// <summary><c>:</c></summary>
    Colon,
    /// <summary><c>?</c></summary>
    Question,
    /// <summary><c>.</c></summary>
    Dot,
    /// <summary><c>..</c></summary>
    DotDot,
    /// <summary><c>=</c></summary>
    Equals,
    /// <summary><c>+=</c></summary>
    PlusEquals,
    /// <summary><c>-=</c></summary>
    MinusEquals,
    /// <summary><c>-&gt;</c></summary>
    Arrow,
    /// <summary><c>&lt;</c></summary>
    Less,
    /// <summary><c>&lt;=</c></summary>
    LessEquals,
    /// <summary><c>&gt;</c></summary>
    Greater,
    /// <summary><c>&gt;=</c></summary>
    GreaterEquals,
    /// <summary><c>all</c></summary>
    AllKeyword,
    /// <summary><c>and</c></summary>
    AndKeyword,
    /// <summary><c>any</c></summary>
    AnyKeyword,
    /// <summary><c>block</c></summary>
    BlockKeyword,
    /// <summary><c>count</c></summary>
    CountKeyword,
    /// <summary><c>each</c></summary>
    EachKeyword,
    /// <summary><c>else</c></summary>
    ElseKeyword,
    /// <summary><c>false</c></summary>
    FalseKeyword,
    /// <summary><c>first</c></summary>
    FirstKeyword,
    /// <summary><c>free</c></summary>
    FreeKeyword,
    /// <summary><c>give</c></summary>
    GiveKeyword,
    /// <summary><c>grant</c></summary>
    GrantKeyword,
    /// <summary><c>if</c></summary>
    IfKeyword,
    /// <summary><c>implies</c></summary>
    ImpliesKeyword,
    /// <summary><c>in</c></summary>
    InKeyword,
    /// <summary><c>is</c></summary>
    IsKeyword,
    /// <summary><c>let</c></summary>
    LetKeyword,
    /// <summary><c>new</c></summary>
    NewKeyword,
    /// <summary><c>no</c></summary>
    NoKeyword,
    /// <summary><c>none</c></summary>
    NoneKeyword,
    /// <summary><c>not</c></summary>
    NotKeyword,
    /// <summary><c>or</c></summary>
    OrKeyword,
    /// <summary><c>panic</c></summary>
    PanicKeyword,
    /// <summary><c>promise</c></summary>
    PromiseKeyword,
    /// <summary><c>refuse</c></summary>
    RefuseKeyword,
    /// <summary><c>require</c></summary>
    RequireKeyword,
    /// <summary><c>revoke</c></summary>
    RevokeKeyword,
    /// <summary><c>switch</c></summary>
    SwitchKeyword,
    /// <summary><c>true</c></summary>
    TrueKeyword,
    /// <summary><c>action</c></summary>
    ActionKeyword,
    /// <summary><c>allow</c></summary>
    AllowKeyword,
    /// <summary><c>boot</c></summary>
    BootKeyword,
    /// <summary><c>check</c></summary>
    CheckKeyword,
    /// <summary><c>clause</c></summary>
    ClauseKeyword,
    /// <summary><c>clear</c></summary>
    ClearKeyword,
    /// <summary><c>device</c></summary>
    DeviceKeyword,
    /// <summary><c>drivers</c></summary>
    DriversKeyword,
    /// <summary><c>entries</c></summary>
    EntriesKeyword,
    /// <summary><c>entry</c></summary>
    EntryKeyword,
    /// <summary><c>enum</c></summary>
    EnumKeyword,
    /// <summary><c>expect</c></summary>
    ExpectKeyword,
    /// <summary><c>fail</c></summary>
    FailKeyword,
    /// <summary><c>fault</c></summary>
    FaultKeyword,
    /// <summary><c>finished</c></summary>
    FinishedKeyword,
    /// <summary><c>forbid</c></summary>
    ForbidKeyword,
    /// <summary><c>group</c></summary>
    GroupKeyword,
    /// <summary><c>host</c></summary>
    HostKeyword,
    /// <summary><c>import</c></summary>
    ImportKeyword,
    /// <summary><c>input</c></summary>
    InputKeyword,
    /// <summary><c>leaf</c></summary>
    LeafKeyword,
    /// <summary><c>level</c></summary>
    LevelKeyword,
    /// <summary><c>levels</c></summary>
    LevelsKeyword,
    /// <summary><c>map</c></summary>
    MapKeyword,
    /// <summary><c>mend</c></summary>
    MendKeyword,
    /// <summary><c>model</c></summary>
    ModelKeyword,
    /// <summary><c>note</c></summary>
    NoteKeyword,
    /// <summary><c>object</c></summary>
    ObjectKeyword,
    /// <summary><c>operation</c></summary>
    OperationKeyword,
    /// <summary><c>option</c></summary>
    OptionKeyword,
    /// <summary><c>override</c></summary>
    OverrideKeyword,
    /// <summary><c>pagetable</c></summary>
    PageTableKeyword,
    /// <summary><c>policy</c></summary>
    PolicyKeyword,
    /// <summary><c>predicate</c></summary>
    PredicateKeyword,
    /// <summary><c>property</c></summary>
    PropertyKeyword,
    /// <summary><c>request</c></summary>
    RequestKeyword,
    /// <summary><c>root</c></summary>
    RootKeyword,
    /// <summary><c>rule</c></summary>
    RuleKeyword,
    /// <summary><c>run</c></summary>
    RunKeyword,
    /// <summary><c>select</c></summary>
    SelectKeyword,
    /// <summary><c>set</c></summary>
    SetKeyword,
    /// <summary><c>setting</c></summary>
    SettingKeyword,
    /// <summary><c>state</c></summary>
    StateKeyword,
    /// <summary><c>table</c></summary>
    TableKeyword,
    /// <summary><c>take</c></summary>
    TakeKeyword,
    /// <summary><c>test</c></summary>
    TestKeyword,
    /// <summary><c>acs</c></summary>
    AcsKeyword,
    /// <summary><c>alias</c></summary>
    AliasKeyword,
    /// <summary><c>as</c></summary>
    AsKeyword,
    /// <summary><c>at</c></summary>
    AtKeyword,
    /// <summary><c>avoids</c></summary>
    AvoidsKeyword,
    /// <summary><c>because</c></summary>
    BecauseKeyword,
    /// <summary><c>bits</c></summary>
    BitsKeyword,
    /// <summary><c>blocked</c></summary>
    BlockedKeyword,
    /// <summary><c>bridge</c></summary>
    BridgeKeyword,
    /// <summary><c>by</c></summary>
    ByKeyword,
    /// <summary><c>class</c></summary>
    ClassKeyword,
    /// <summary><c>coded</c></summary>
    CodedKeyword,
    /// <summary><c>concatenates</c></summary>
    ConcatenatesKeyword,
    /// <summary><c>covers</c></summary>
    CoversKeyword,
    /// <summary><c>direct-map</c></summary>
    DirectMapKeyword,
    /// <summary><c>driver</c></summary>
    DriverKeyword,
    /// <summary><c>extends</c></summary>
    ExtendsKeyword,
    /// <summary><c>for</c></summary>
    ForKeyword,
    /// <summary><c>from</c></summary>
    FromKeyword,
    /// <summary><c>gives</c></summary>
    GivesKeyword,
    /// <summary><c>has</c></summary>
    HasKeyword,
    /// <summary><c>header</c></summary>
    HeaderKeyword,
    /// <summary><c>id</c></summary>
    IdKeyword,
    /// <summary><c>ignores</c></summary>
    IgnoresKeyword,
    /// <summary><c>index</c></summary>
    IndexKeyword,
    /// <summary><c>inverse</c></summary>
    InverseKeyword,
    /// <summary><c>least</c></summary>
    LeastKeyword,
    /// <summary><c>limit</c></summary>
    LimitKeyword,
    /// <summary><c>matches</c></summary>
    MatchesKeyword,
    /// <summary><c>multifunction</c></summary>
    MultifunctionKeyword,
    /// <summary><c>next</c></summary>
    NextKeyword,
    /// <summary><c>ok</c></summary>
    OkKeyword,
    /// <summary><c>others</c></summary>
    OthersKeyword,
    /// <summary><c>per</c></summary>
    PerKeyword,
    /// <summary><c>port</c></summary>
    PortKeyword,
    /// <summary><c>reserved</c></summary>
    ReservedKeyword,
    /// <summary><c>rollback</c></summary>
    RollbackKeyword,
    /// <summary><c>stepwise</c></summary>
    StepwiseKeyword,
    /// <summary><c>subsystem</c></summary>
    SubsystemKeyword,
    /// <summary><c>through</c></summary>
    ThroughKeyword,
    /// <summary><c>to</c></summary>
    ToKeyword,
    /// <summary><c>until</c></summary>
    UntilKeyword,
    /// <summary><c>vendor</c></summary>
    VendorKeyword,
    /// <summary><c>when</c></summary>
    WhenKeyword,
    /// <summary><c>wider</c></summary>
    WiderKeyword,
    /// <summary><c>width</c></summary>
    WidthKeyword,
    /// <summary><c>with</c></summary>
    WithKeyword,
    /// <summary><c>aliases</c></summary>
    AliasesKeyword,
    /// <summary><see cref="CompilationUnitSyntax"/></summary>
    CompilationUnit,
    /// <summary><see cref="ImportDeclarationSyntax"/></summary>
    ImportDeclaration,
    /// <summary><see cref="ModelDeclarationSyntax"/></summary>
    ModelDeclaration,
    /// <summary><see cref="PolicyDeclarationSyntax"/></summary>
    PolicyDeclaration,
    /// <summary><see cref="HostDeclarationSyntax"/></summary>
    HostDeclaration,
    /// <summary><see cref="HostFileDeclarationSyntax"/></summary>
    HostFileDeclaration,
    /// <summary><see cref="TestDeclarationSyntax"/></summary>
    TestDeclaration,
    /// <summary><see cref="SettingDeclarationSyntax"/></summary>
    SettingDeclaration,
    /// <summary><see cref="EnumDeclarationSyntax"/></summary>
    EnumDeclaration,
    /// <summary><see cref="EnumMemberSyntax"/></summary>
    EnumMember,
    /// <summary><see cref="ObjectDeclarationSyntax"/></summary>
    ObjectDeclaration,
    /// <summary><see cref="RuleDeclarationSyntax"/></summary>
    RuleDeclaration,
    /// <summary><see cref="ClauseDeclarationSyntax"/></summary>
    ClauseDeclaration,
    /// <summary><see cref="StateDeclarationSyntax"/></summary>
    StateDeclaration,
    /// <summary><see cref="OperationDeclarationSyntax"/></summary>
    OperationDeclaration,
    /// <summary><see cref="ActionDeclarationSyntax"/></summary>
    ActionDeclaration,
    /// <summary><see cref="RequestDeclarationSyntax"/></summary>
    RequestDeclaration,
    /// <summary><see cref="PropertyDeclarationSyntax"/></summary>
    PropertyDeclaration,
    /// <summary><see cref="PredicateDeclarationSyntax"/></summary>
    PredicateDeclaration,
    /// <summary><see cref="ParameterListSyntax"/></summary>
    ParameterList,
    /// <summary><see cref="ParameterSyntax"/></summary>
    Parameter,
    /// <summary><see cref="TypeSyntax"/></summary>
    Type,
    /// <summary><see cref="DriverSetDeclarationSyntax"/></summary>
    DriverSetDeclaration,
    /// <summary><see cref="DriverNameSyntax"/></summary>
    DriverName,
    /// <summary><see cref="SelectorDeclarationSyntax"/></summary>
    SelectorDeclaration,
    /// <summary><see cref="RuleDefinitionSyntax"/></summary>
    RuleDefinition,
    /// <summary><see cref="SettingAssignmentSyntax"/></summary>
    SettingAssignment,
    /// <summary><see cref="AliasHandlingSyntax"/></summary>
    AliasHandling,
    /// <summary><see cref="ClauseUseSyntax"/></summary>
    ClauseUse,
    /// <summary><see cref="ForbidDeclarationSyntax"/></summary>
    ForbidDeclaration,
    /// <summary><see cref="BlockSyntax"/></summary>
    Block,
    /// <summary><see cref="RequireStatementSyntax"/></summary>
    RequireStatement,
    /// <summary><see cref="LabelSyntax"/></summary>
    Label,
    /// <summary><see cref="PromiseStatementSyntax"/></summary>
    PromiseStatement,
    /// <summary><see cref="RefuseStatementSyntax"/></summary>
    RefuseStatement,
    /// <summary><see cref="PanicStatementSyntax"/></summary>
    PanicStatement,
    /// <summary><see cref="BlockStatementSyntax"/></summary>
    BlockStatement,
    /// <summary><see cref="AssignmentStatementSyntax"/></summary>
    AssignmentStatement,
    /// <summary><see cref="SwitchStatementSyntax"/></summary>
    SwitchStatement,
    /// <summary><see cref="GrantStatementSyntax"/></summary>
    GrantStatement,
    /// <summary><see cref="RevokeStatementSyntax"/></summary>
    RevokeStatement,
    /// <summary><see cref="IfStatementSyntax"/></summary>
    IfStatement,
    /// <summary><see cref="ElseIfClauseSyntax"/></summary>
    ElseIfClause,
    /// <summary><see cref="ElseClauseSyntax"/></summary>
    ElseClause,
    /// <summary><see cref="EachStatementSyntax"/></summary>
    EachStatement,
    /// <summary><see cref="LetStatementSyntax"/></summary>
    LetStatement,
    /// <summary><see cref="FreeStatementSyntax"/></summary>
    FreeStatement,
    /// <summary><see cref="CallStatementSyntax"/></summary>
    CallStatement,
    /// <summary><see cref="GiveStatementSyntax"/></summary>
    GiveStatement,
    /// <summary><see cref="ImpliesExpressionSyntax"/></summary>
    ImpliesExpression,
    /// <summary><see cref="OrExpressionSyntax"/></summary>
    OrExpression,
    /// <summary><see cref="AndExpressionSyntax"/></summary>
    AndExpression,
    /// <summary><see cref="NotExpressionSyntax"/></summary>
    NotExpression,
    /// <summary><see cref="ComparisonExpressionSyntax"/></summary>
    ComparisonExpression,
    /// <summary><see cref="MembershipExpressionSyntax"/></summary>
    MembershipExpression,
    /// <summary><see cref="MatchesExpressionSyntax"/></summary>
    MatchesExpression,
    /// <summary><see cref="QuantifierExpressionSyntax"/></summary>
    QuantifierExpression,
    /// <summary><see cref="NameExpressionSyntax"/></summary>
    NameExpression,
    /// <summary><see cref="MemberExpressionSyntax"/></summary>
    MemberExpression,
    /// <summary><see cref="IndexExpressionSyntax"/></summary>
    IndexExpression,
    /// <summary><see cref="CallExpressionSyntax"/></summary>
    CallExpression,
    /// <summary><see cref="LiteralExpressionSyntax"/></summary>
    LiteralExpression,
    /// <summary><see cref="ParenthesizedExpressionSyntax"/></summary>
    ParenthesizedExpression,
    /// <summary><see cref="NewExpressionSyntax"/></summary>
    NewExpression,
    /// <summary><see cref="RangeExpressionSyntax"/></summary>
    RangeExpression,
    /// <summary><see cref="SetLiteralSyntax"/></summary>
    SetLiteral,
    /// <summary><see cref="OrSelectorSyntax"/></summary>
    OrSelector,
    /// <summary><see cref="AndSelectorSyntax"/></summary>
    AndSelector,
    /// <summary><see cref="NotSelectorSyntax"/></summary>
    NotSelector,
    /// <summary><see cref="ParenthesizedSelectorSyntax"/></summary>
    ParenthesizedSelector,
    /// <summary><see cref="AtSelectorSyntax"/></summary>
    AtSelector,
    /// <summary><see cref="VendorSelectorSyntax"/></summary>
    VendorSelector,
    /// <summary><see cref="IdSelectorSyntax"/></summary>
    IdSelector,
    /// <summary><see cref="SubsystemSelectorSyntax"/></summary>
    SubsystemSelector,
    /// <summary><see cref="ClassSelectorSyntax"/></summary>
    ClassSelector,
    /// <summary><see cref="PortSelectorSyntax"/></summary>
    PortSelector,
    /// <summary><see cref="DriverSelectorSyntax"/></summary>
    DriverSelector,
    /// <summary><see cref="DriverSetSelectorSyntax"/></summary>
    DriverSetSelector,
    /// <summary><see cref="CapabilitySelectorSyntax"/></summary>
    CapabilitySelector,
    /// <summary><see cref="NamedSelectorSyntax"/></summary>
    NamedSelector,
    /// <summary><see cref="BootBlockSyntax"/></summary>
    BootBlock,
    /// <summary><see cref="HostOptionSyntax"/></summary>
    HostOption,
    /// <summary><see cref="GroupBlockSyntax"/></summary>
    GroupBlock,
    /// <summary><see cref="HostDeviceSyntax"/></summary>
    HostDevice,
    /// <summary><see cref="FactAttributeSyntax"/></summary>
    FactAttribute,
    /// <summary><see cref="HeaderAttributeSyntax"/></summary>
    HeaderAttribute,
    /// <summary><see cref="MultifunctionAttributeSyntax"/></summary>
    MultifunctionAttribute,
    /// <summary><see cref="BridgeAttributeSyntax"/></summary>
    BridgeAttribute,
    /// <summary><see cref="AcsAttributeSyntax"/></summary>
    AcsAttribute,
    /// <summary><see cref="AliasAttributeSyntax"/></summary>
    AliasAttribute,
    /// <summary><see cref="DirectMapAttributeSyntax"/></summary>
    DirectMapAttribute,
    /// <summary><see cref="ReservedAttributeSyntax"/></summary>
    ReservedAttribute,
    /// <summary><see cref="PolicyStepSyntax"/></summary>
    PolicyStep,
    /// <summary><see cref="HostStepSyntax"/></summary>
    HostStep,
    /// <summary><see cref="SettingStepSyntax"/></summary>
    SettingStep,
    /// <summary><see cref="OperationStepSyntax"/></summary>
    OperationStep,
    /// <summary><see cref="FinishedStepSyntax"/></summary>
    FinishedStep,
    /// <summary><see cref="ExpectStepSyntax"/></summary>
    ExpectStep,
    /// <summary><see cref="CheckStepSyntax"/></summary>
    CheckStep,
    /// <summary><see cref="NoteStepSyntax"/></summary>
    NoteStep,
    /// <summary><see cref="FailStepSyntax"/></summary>
    FailStep,
    /// <summary><see cref="MendStepSyntax"/></summary>
    MendStep,
    /// <summary><see cref="OkOutcomeSyntax"/></summary>
    OkOutcome,
    /// <summary><see cref="ResultBindingSyntax"/></summary>
    ResultBinding,
    /// <summary><see cref="ErrorOutcomeSyntax"/></summary>
    ErrorOutcome,
    /// <summary><see cref="BlockedOutcomeSyntax"/></summary>
    BlockedOutcome,
    /// <summary><see cref="PanicOutcomeSyntax"/></summary>
    PanicOutcome,
    /// <summary><see cref="PageTableDeclarationSyntax"/></summary>
    PageTableDeclaration,
    /// <summary><see cref="EntrySizeSyntax"/></summary>
    EntrySize,
    /// <summary><see cref="LevelDeclarationSyntax"/></summary>
    LevelDeclaration,
    /// <summary><see cref="LevelCountsSyntax"/></summary>
    LevelCounts,
    /// <summary><see cref="RootRuleSyntax"/></summary>
    RootRule,
    /// <summary><see cref="RootClauseSyntax"/></summary>
    RootClause,
    /// <summary><see cref="InputExtensionSyntax"/></summary>
    InputExtension,
    /// <summary><see cref="InputWidthSyntax"/></summary>
    InputWidth,
    /// <summary><see cref="IgnoredInputSyntax"/></summary>
    IgnoredInput,
    /// <summary><see cref="OptionDeclarationSyntax"/></summary>
    OptionDeclaration,
    /// <summary><see cref="FaultDeclarationSyntax"/></summary>
    FaultDeclaration,
    /// <summary><see cref="EntriesBlockSyntax"/></summary>
    EntriesBlock,
    /// <summary><see cref="TableKindSyntax"/></summary>
    TableKind,
    /// <summary><see cref="LeafKindSyntax"/></summary>
    LeafKind,
    /// <summary><see cref="AllowRuleSyntax"/></summary>
    AllowRule,
    /// <summary><see cref="MapRefusalSyntax"/></summary>
    MapRefusal,
    /// <summary><see cref="RunRuleSyntax"/></summary>
    RunRule,
    /// <summary><see cref="RunLengthSyntax"/></summary>
    RunLength,
    /// <summary><see cref="MapAvoidanceSyntax"/></summary>
    MapAvoidance,
    /// <summary><see cref="LevelListSyntax"/></summary>
    LevelList,
    /// <summary><see cref="LevelRangeSyntax"/></summary>
    LevelRange,
    /// <summary><see cref="BitRangeSyntax"/></summary>
    BitRange,
    /// <summary><see cref="WhenClauseSyntax"/></summary>
    WhenClause,
    /// <summary><see cref="BitRowSyntax"/></summary>
    BitRow,
    /// <summary><see cref="RowValueSyntax"/></summary>
    RowValue,
    /// <summary><see cref="OthersRowSyntax"/></summary>
    OthersRow,
    /// <summary><see cref="WalkCheckSyntax"/></summary>
    WalkCheck,
    /// <summary><see cref="FaultStepSyntax"/></summary>
    FaultStep,
    /// <summary><see cref="TakeStepSyntax"/></summary>
    TakeStep,
    /// <summary><see cref="UpdateStepSyntax"/></summary>
    UpdateStep,
}
