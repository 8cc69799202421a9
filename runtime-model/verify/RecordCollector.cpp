#include "verify/RecordCollector.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Expr.h"
#include "clang/AST/RecordLayout.h"
#include "clang/Sema/IdentifierResolver.h"
#include "clang/Sema/Sema.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace clang;

namespace premap::verify {

static const RecordDecl *recordOf(QualType Type) {
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  const RecordDecl *Record = Type->getAsRecordDecl();
  return Record ? Record->getDefinition() ? Record->getDefinition() : Record
                : nullptr;
}

static std::string tagOf(const RecordDecl &Record) {
  if (const IdentifierInfo *Id = Record.getIdentifier())
    return Id->getName().str();
  if (const TypedefNameDecl *Name = Record.getTypedefNameForAnonDecl())
    return Name->getNameAsString();
  return "";
}

bool takesMapping(const FunctionDecl &Function) {
  auto isMapping = [](QualType Type) {
    const RecordDecl *Record = recordOf(Type);
    if (!Record)
      return false;
    std::string Tag = tagOf(*Record);
    return Tag == "vm_area_struct" || Tag == "vm_area_desc" ||
           Tag == "vma_flags_t" || Tag == "mmap_action";
  };
  if (isMapping(Function.getReturnType()))
    return true;
  for (const ParmVarDecl *Parameter : Function.parameters())
    if (isMapping(Parameter->getType()))
      return true;
  return false;
}

namespace {

class HookVisitor : public DynamicRecursiveASTVisitor {
public:
  HookVisitor(ASTContext &Context, std::map<std::string, std::string> &Members)
      : Context(Context), Members(Members) {}

  bool TraverseFunctionDecl(FunctionDecl *Function) override {
    Scope = Function->getNameAsString() + "(): ";
    bool Continue = DynamicRecursiveASTVisitor::TraverseFunctionDecl(Function);
    Scope.clear();
    return Continue;
  }

  /// A place that is set on a condition is another one under another condition.
  bool TraverseIfStmt(IfStmt *If) override {
    std::string Outer = Conditions, Asked = textOf(*If->getCond());
    TraverseStmt(If->getCond());
    Conditions = Outer + ", if " + Asked;
    TraverseStmt(If->getThen());
    Conditions = Outer + ", unless " + Asked;
    bool Continue = TraverseStmt(If->getElse());
    Conditions = Outer;
    return Continue;
  }

  bool VisitVarDecl(VarDecl *Variable) override {
    const Expr *Init = Variable->getInit();
    if (!Init)
      return true;
    AtRunTime = Variable->hasLocalStorage();
    walk(Init, (Variable->isLocalVarDecl() ? Scope : "") +
                   Variable->getNameAsString());
    AtRunTime = false;
    return true;
  }

  bool VisitBinaryOperator(BinaryOperator *Assignment) override {
    if (Assignment->getOpcode() != BO_Assign)
      return true;
    // A table, or the address of one, is made where it is assigned.
    if (isa<InitListExpr>(listOf(Assignment->getRHS()))) {
      std::size_t Before = Hooks.size();
      AtRunTime = true;
      walk(Assignment->getRHS(),
           Scope + textOf(*Assignment->getLHS()) + Conditions);
      AtRunTime = false;
      countAssignments(Before);
    }
    const auto *Member =
        dyn_cast<MemberExpr>(Assignment->getLHS()->IgnoreParenImpCasts());
    if (!Member)
      return true;
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field)
      return true;
    std::size_t Before = Hooks.size();
    std::string Place = Scope + textOf(*Member->getBase()) + Conditions;
    add(Field->getName(), Field->getType(), tagOf(*Field->getParent()),
        Assignment->getRHS(), Place);
    noteMember(*Field, *Assignment->getRHS(), Place);
    countAssignments(Before);
    return true;
  }

  /// A hook that somebody else stores: hv_create_ring_sysfs(channel, hook).
  bool VisitCallExpr(CallExpr *Call) override {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee)
      return true;
    std::string Name = Callee->getNameAsString();
    for (unsigned I = 0;
         I < std::min(Call->getNumArgs(), Callee->getNumParams()); ++I)
      add(Callee->getParamDecl(I)->getName(),
          Callee->getParamDecl(I)->getType(), Name, Call->getArg(I),
          Scope + Name + "()" + Conditions);
    return true;
  }

  std::vector<HookDecl> Hooks;

private:
  std::string textOf(const Expr &E) const {
    std::string Text;
    llvm::raw_string_ostream Stream(Text);
    E.printPretty(Stream, nullptr, PrintingPolicy(Context.getLangOpts()));
    return Text;
  }

  bool isZero(const Expr &Value) const {
    bool Is = true;
    return !Value.isValueDependent() &&
           Value.EvaluateAsBooleanCondition(Is, Context) && !Is;
  }

  /// What else a function puts into a table that could have a hook.
  void noteMember(const FieldDecl &Field, const Expr &Value,
                  const std::string &Place) {
    bool HasHook =
        llvm::any_of(Field.getParent()->fields(), [](const FieldDecl *Other) {
          return Other->getName().contains("mmap") &&
                 Other->getType()->isFunctionPointerType();
        });
    if (HasHook && !Field.getName().contains("mmap") &&
        !isa<ImplicitValueInitExpr>(Value))
      Members[Place + "." + Field.getNameAsString()] += textOf(Value) + ";";
  }

  /// Several branches may set one place: which is which goes by their order.
  void countAssignments(std::size_t Before) {
    for (std::size_t I = Before; I < Hooks.size(); ++I) {
      std::string &Table = Hooks[I].Hook.Table;
      if (unsigned N = ++Assigned[Table]; N > 1)
        Table += ", assignment " + std::to_string(N);
    }
  }

  /// Whether a function in a member of type \p Type is called as another kind
  /// of function than it is.
  bool isCast(QualType Type, const FunctionDecl &Function) const {
    return Type->isFunctionPointerType() &&
           !Context.typesAreCompatible(Type->getPointeeType(),
                                       Function.getType());
  }

  void add(StringRef Name, QualType Type, const std::string &Record,
           const Expr *Value, const std::string &Table) {
    if (!Name.contains("mmap"))
      return;
    if (const auto *Choice =
            dyn_cast<AbstractConditionalOperator>(Value->IgnoreParenCasts()))
      return addChoice(Name, Type, Record, *Choice, Table);
    const auto *Reference =
        dyn_cast<DeclRefExpr>(Value->IgnoreParenCasts()->IgnoreParenCasts());
    if (const auto *Address =
            dyn_cast<UnaryOperator>(Value->IgnoreParenCasts());
        Address && Address->getOpcode() == UO_AddrOf)
      Reference = dyn_cast<DeclRefExpr>(Address->getSubExpr()->IgnoreParens());
    const auto *Function =
        Reference ? dyn_cast<FunctionDecl>(Reference->getDecl()) : nullptr;
    if (!Function || !takesMapping(*Function))
      return;
    TableHook Hook{Table,      Record,
                   Name.str(), Function->getNameAsString(),
                   {},         isCast(Type, *Function)};
    for (const ParmVarDecl *Parameter : Function->parameters()) {
      const RecordDecl *Pointee = recordOf(Parameter->getType());
      Hook.Parameters.push_back(Pointee && Parameter->getType()->isPointerType()
                                    ? tagOf(*Pointee)
                                    : "");
    }
    Hooks.push_back({std::move(Hook), Function});
  }

  /// `c ? f : g` and `f ?: g`: a place of its own for each, unless the compiler
  /// knows which it is.
  void addChoice(StringRef Name, QualType Type, const std::string &Record,
                 const AbstractConditionalOperator &Choice,
                 const std::string &Table) {
    const Expr *Asked = Choice.getCond(), *Then = Choice.getTrueExpr();
    if (const auto *Short = dyn_cast<BinaryConditionalOperator>(&Choice))
      Asked = Then = Short->getCommon();
    bool Known = false;
    if (!Asked->isValueDependent() &&
        Asked->EvaluateAsBooleanCondition(Known, Context))
      return add(Name, Type, Record, Known ? Then : Choice.getFalseExpr(),
                 Table);
    std::string Text = textOf(*Asked);
    add(Name, Type, Record, Then, Table + ", if " + Text);
    add(Name, Type, Record, Choice.getFalseExpr(), Table + ", unless " + Text);
  }

  /// The initializer behind an address or a compound literal; else \p Init.
  static const Expr *listOf(const Expr *Init) {
    Init = Init->IgnoreParenCasts();
    if (const auto *Address = dyn_cast<UnaryOperator>(Init);
        Address && Address->getOpcode() == UO_AddrOf)
      Init = Address->getSubExpr()->IgnoreParenCasts();
    if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(Init))
      Init = Literal->getInitializer();
    return Init;
  }

  void walk(const Expr *Init, const std::string &Path) {
    const auto *List = dyn_cast<InitListExpr>(listOf(Init));
    if (!List)
      return;
    if (const InitListExpr *Semantic = List->getSemanticForm())
      List = Semantic;
    const RecordDecl *Record = List->getType()->getAsRecordDecl();
    if (!Record || Record->isUnion()) {
      for (unsigned I = 0; I < List->getNumInits(); ++I)
        walk(List->getInit(I), Path + "[" + std::to_string(I) + "]");
      return;
    }
    unsigned Index = 0;
    for (const FieldDecl *Field : Record->getDefinition()->fields()) {
      if (Field->isUnnamedBitField() || Index >= List->getNumInits())
        continue;
      const Expr *Value = List->getInit(Index++);
      add(Field->getName(), Field->getType(), tagOf(*Field->getParent()), Value,
          Path);
      // Other configurations may see more than a null: THIS_MODULE.
      if (AtRunTime || isZero(*Value))
        noteMember(*Field, *Value, Path);
      walk(Value, Path + "." + Field->getNameAsString());
    }
  }

  ASTContext &Context;
  std::map<std::string, std::string> &Members;
  std::string Scope, Conditions;
  bool AtRunTime = false; ///< the initializer that is walked is no constant
  /// How often hooks were assigned to a place so far.
  std::map<std::string, unsigned> Assigned;
};

} // namespace

std::vector<HookDecl>
collectHooks(ASTContext &Context, const std::vector<Decl *> &Decls,
             std::map<std::string, std::string> &Assigned) {
  HookVisitor Visitor(Context, Assigned);
  for (Decl *D : Decls)
    Visitor.TraverseDecl(D);
  return std::move(Visitor.Hooks);
}

static void addFields(ASTContext &Context, const RecordDecl &Record,
                      unsigned Base, const std::string &Prefix,
                      RecordPlaces &Out) {
  const ASTRecordLayout &Places = Context.getASTRecordLayout(&Record);
  for (const FieldDecl *Field : Record.fields()) {
    unsigned Offset = Base + Places.getFieldOffset(Field->getFieldIndex()) / 8;
    QualType Type = Field->getType();
    const RecordDecl *Inner =
        Type->isPointerType() ? nullptr : Type->getAsRecordDecl();
    if (Inner && Inner->getDefinition() && !Inner->isInvalidDecl()) {
      // Members of the action are addressed as "action.type", and those of
      // its alternatives as "action.remap.start".
      if (Field->isAnonymousStructOrUnion())
        addFields(Context, *Inner->getDefinition(), Offset, Prefix, Out);
      else if (tagOf(*Inner) == "mmap_action")
        addFields(Context, *Inner->getDefinition(), Offset, "action.", Out);
      else if (Prefix == "action." && tagOf(*Inner).empty())
        addFields(Context, *Inner->getDefinition(), Offset,
                  Prefix + Field->getNameAsString() + ".", Out);
    }
    if (Field->getName().empty())
      continue;
    unsigned Size = 0;
    if (!Field->isBitField() && !Type->isIncompleteType())
      Size = Context.getTypeSizeInChars(Type).getQuantity();
    Out.Fields.emplace(Prefix + Field->getNameAsString(),
                       FieldPlace{Offset, Size});
  }
}

/// What the file scope declares by that name: tags too. Also what a
/// precompiled header declares, which the AST's own tables do not know in C.
static std::vector<NamedDecl *> declared(Sema &S, const std::string &Name) {
  DeclarationName Identifier(&S.getASTContext().Idents.get(Name));
  return {S.IdResolver.begin(Identifier), S.IdResolver.end()};
}

static void addRecord(Sema &S, const std::string &Tag, Layout &Out) {
  if (Out.Records.count(Tag))
    return;
  ASTContext &Context = S.getASTContext();
  for (const NamedDecl *Found : declared(S, Tag)) {
    const RecordDecl *Record = dyn_cast<RecordDecl>(Found);
    if (const auto *Typedef = dyn_cast<TypedefNameDecl>(Found))
      Record = Typedef->getUnderlyingType()->getAsRecordDecl();
    Record = Record ? Record->getDefinition() : nullptr;
    if (!Record || Record->isInvalidDecl())
      continue;
    RecordPlaces Places;
    Places.Size = Context.getASTRecordLayout(Record).getSize().getQuantity();
    addFields(Context, *Record, 0, "", Places);
    Out.Records.emplace(Tag, std::move(Places));
    return;
  }
}

/// VMA_READ_BIT and its sisters replace the macros as of 7.0.
static void addFlagBits(Sema &S, Layout &Out) {
  for (const kernel::Flag *F : namedFlags())
    for (const NamedDecl *Found : declared(S, kernel::bitName(*F)))
      if (const auto *Bit = dyn_cast<EnumConstantDecl>(Found))
        Out.Constants[kernel::wordName(*F)] =
            std::uint64_t(1) << (Bit->getInitVal().getZExtValue() & 63);
}

void collectLayout(Sema &S, const llvm::Module &Module,
                   const std::vector<TableHook> &Hooks, Layout &Out) {
  Out.PointerBytes = Module.getDataLayout().getPointerSize();
  for (const char *Tag :
       {"vm_area_struct", "vm_area_desc", "mmap_action", "vm_operations_struct",
        "file_operations", "file", "vm_fault"})
    addRecord(S, Tag, Out);
  for (const TableHook &Hook : Hooks)
    addRecord(S, Hook.Record, Out);
  for (const llvm::Function &F : Module)
    for (const llvm::Instruction &I : llvm::instructions(F)) {
      const auto *Address = llvm::dyn_cast<llvm::GetElementPtrInst>(&I);
      const auto *Type = Address ? llvm::dyn_cast<llvm::StructType>(
                                       Address->getSourceElementType())
                                 : nullptr;
      if (!Type || !Type->hasName())
        continue;
      StringRef Name = Type->getName();
      if (Name.consume_front("struct.") || Name.consume_front("union."))
        addRecord(S, Name.str(), Out);
    }
  for (const llvm::GlobalVariable &G : Module.globals()) {
    if (const auto *Type = llvm::dyn_cast<llvm::StructType>(G.getValueType());
        Type && Type->hasName()) {
      StringRef Tag = Type->getName();
      if (Tag.consume_front("struct."))
        addRecord(S, Tag.str(), Out);
    }
    StringRef Name = G.getName();
    if (!Name.consume_front("premap_constant_") || !G.hasInitializer())
      continue;
    if (const auto *Value =
            llvm::dyn_cast<llvm::ConstantInt>(G.getInitializer()))
      Out.Constants[Name.str()] = Value->getZExtValue();
  }
  addFlagBits(S, Out);
  for (const NamedDecl *Found : declared(S, "vma_flag_t"))
    if (const auto *Type = dyn_cast<TypedefNameDecl>(Found))
      Out.Constants["sizeof_vma_flag_t"] =
          S.getASTContext()
              .getTypeSizeInChars(Type->getUnderlyingType())
              .getQuantity();
}

} // namespace premap::verify
