#include "matchers/Contract.h"

#include "kernel/Calls.h"
#include "kernel/Fields.h"
#include "kernel/Flags.h"
#include "kernel/Hooks.h"
#include "kernel/Releases.h"
#include "matchers/ApiOverlay.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <set>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// Where the functions are declared that take and give back.
const std::vector<std::string> &callHeaders() {
  static const std::vector<std::string> Headers{"linux/atomic.h",
                                                "linux/clk.h",
                                                "linux/completion.h",
                                                "linux/cred.h",
                                                "linux/dcache.h",
                                                "linux/device.h",
                                                "linux/dma-buf.h",
                                                "linux/file.h",
                                                "linux/fwnode.h",
                                                "linux/gfp.h",
                                                "linux/hugetlb.h",
                                                "linux/kobject.h",
                                                "linux/kref.h",
                                                "linux/list.h",
                                                "linux/module.h",
                                                "linux/mutex.h",
                                                "linux/of.h",
                                                "linux/path.h",
                                                "linux/pci.h",
                                                "linux/percpu.h",
                                                "linux/percpu_counter.h",
                                                "linux/percpu-refcount.h",
                                                "linux/pid.h",
                                                "linux/pm_runtime.h",
                                                "linux/property.h",
                                                "linux/rculist.h",
                                                "linux/refcount.h",
                                                "linux/rwsem.h",
                                                "linux/sched/mm.h",
                                                "linux/sched/task.h",
                                                "linux/semaphore.h",
                                                "linux/skbuff.h",
                                                "linux/slab.h",
                                                "linux/spinlock.h",
                                                "linux/user_namespace.h",
                                                "linux/vmalloc.h",
                                                "net/net_namespace.h",
                                                "net/sock.h",
                                                "asm/local.h",
                                                "drm/drm_gem.h"};
  return Headers;
}

constexpr StringRef FlagProbe = "premap_flag_";

/// Lets Clang say what each VM_ word is worth.
std::string flagProbes() {
  std::string Text;
  for (const kernel::Flag &F : kernel::flags()) {
    std::string Word = kernel::wordName(F);
    Text += "#ifdef " + Word + "\nstatic const unsigned long long " +
            FlagProbe.str() + Word + " = " + Word + ";\n#endif\n";
  }
  return Text;
}

/// What one parse tells.
struct Reading {
  HeaderShapes Shapes;
  std::map<std::string, std::int64_t> Numbers;    ///< enumerators and VM_ words
  std::set<std::string> SpecialFlags, RemapFlags; ///< of the masks, as rows
  bool HasSpecial = false, HasRemap = false;
};

/// The rows of the flags that the macro \p Name spells.
bool flagsOfMacro(CompilerInstance &CI, StringRef Name,
                  std::set<std::string> &Flags) {
  Preprocessor &PP = CI.getPreprocessor();
  const MacroInfo *Macro = PP.getMacroInfo(PP.getIdentifierInfo(Name));
  if (!Macro)
    return false;
  for (const Token &T : Macro->tokens())
    if (const IdentifierInfo *Word = T.getIdentifierInfo())
      if (const kernel::Flag *F = kernel::flagNamed(Word->getName()))
        Flags.insert(std::string(F->Name));
  return !Flags.empty();
}

void read(CompilerInstance &CI, Reading &Result) {
  Result.Shapes = shapesOfUnit(CI);
  Result.Numbers = enumeratorsOfUnit(CI);
  for (Decl *D : CI.getASTContext().getTranslationUnitDecl()->decls())
    if (auto *Variable = dyn_cast<VarDecl>(D))
      if (StringRef Name = Variable->getName();
          Name.consume_front(FlagProbe) && Variable->getInit()) {
        Expr::EvalResult Value;
        if (Variable->getInit()->EvaluateAsInt(Value, CI.getASTContext()))
          Result.Numbers[Name.str()] = Value.Val.getInt().getExtValue();
      }
  for (const char *Mask : {"VMA_SPECIAL_FLAGS", "VM_SPECIAL"})
    if (!Result.HasSpecial)
      Result.HasSpecial = flagsOfMacro(CI, Mask, Result.SpecialFlags);
  Result.HasRemap = flagsOfMacro(CI, "VMA_REMAP_FLAGS", Result.RemapFlags);
}

/// One comparison after the other.
class Comparison {
public:
  Comparison(const ContractInput &Input, const kernel::Release &R,
             const Reading &Tree, ContractResult &Result)
      : Input(Input), R(R), Tree(Tree), Expected(kernel::shapesOf(R)),
        Result(Result) {}

  void run() {
    compareHooks();
    compareShapes();
    compareFields();
    compareFlags();
    compareMask("Special", Tree.HasSpecial, Tree.SpecialFlags,
                &kernel::Flag::Special);
    compareMask("SetByRemap", Tree.HasRemap, Tree.RemapFlags,
                &kernel::Flag::SetByRemap);
    for (const kernel::Call &C : kernel::calls())
      compareCall(C);
    compareOverlay();
  }

private:
  std::string found(std::string_view Name) const {
    auto It = Tree.Shapes.find(Name);
    return It == Tree.Shapes.end() ? "" : It->second;
  }

  /// Expects \p Want, "" for no declaration.
  void expect(const std::string &Row, std::string_view Want,
              const std::string &Found) {
    if (Want.empty() ? Found.empty() : isShape(Found, Want))
      ++Result.Held;
    else
      Result.Deviations.push_back({Row, std::string(Want), Found});
  }

  void compareShapes();
  void compareHooks();
  void compareHook(std::string_view Record, std::string_view Field,
                   const kernel::Hook &Row);
  std::optional<HeaderShapes> shapesOfCaller(const kernel::Hook &Row);
  void compareFields();
  void compareFlags();
  void compareMask(const char *Which, bool Has,
                   const std::set<std::string> &Found,
                   bool kernel::Flag::*Member);
  void compareCall(const kernel::Call &Row);
  void compareOverlay();

  const ContractInput &Input;
  const kernel::Release &R;
  const Reading &Tree;
  std::map<std::string_view, std::string_view> Expected;
  std::set<std::string, std::less<>> OfHooks; ///< compared by compareHooks()
  ContractResult &Result;
};

void Comparison::compareShapes() {
  std::set<std::string_view> Names;
  for (const kernel::Release &Any : kernel::releases())
    for (const kernel::Shape &S : Any.Differences)
      Names.insert(S.Name);
  for (std::string_view Name : Names) {
    if (OfHooks.contains(Name))
      continue;
    auto Want = Expected.find(Name);
    expect("Releases " + std::string(R.Name) + " " + std::string(Name),
           Want == Expected.end() ? kernel::NoShape : Want->second,
           found(Name));
  }
}

std::optional<HeaderShapes>
Comparison::shapesOfCaller(const kernel::Hook &Row) {
  std::optional<HeaderShapes> Shapes;
  kernel::forEachWord(Row.Callers, [&](std::string_view Caller) {
    std::optional<CompileCommand> Command =
        Shapes ? std::nullopt : Input.CommandOf(std::string(Caller));
    if (Command)
      parseUnit(*Command, Input.Overlay,
                [&](CompilerInstance &CI) { Shapes = shapesOfUnit(CI); });
  });
  return Shapes;
}

void Comparison::compareHook(std::string_view Record, std::string_view Field,
                             const kernel::Hook &Row) {
  std::string Name = std::string(Record) + "." + std::string(Field);
  OfHooks.insert(Name);
  auto Want = Expected.find(Name);
  std::string_view Type =
      Want == Expected.end() ? kernel::NoShape : Want->second;
  std::string Header(Row.Header);
  bool Private = Header.ends_with(".c") || Header.starts_with("drivers/");
  if (!Input.HasFile(Private ? Header : "include/" + Header)) {
    if (Type.empty())
      ++Result.Held;
    else
      Result.Unseen.push_back("Hooks " + Name + ": the tree has no " + Header);
    return;
  }
  if (!Private)
    return expect("Hooks " + Name, Type, found(Name));
  std::optional<HeaderShapes> Shapes = shapesOfCaller(Row);
  if (!Shapes) {
    Result.Unseen.push_back("Hooks " + Name + ": no compile command for " +
                            std::string(Row.Callers));
    return;
  }
  auto It = Shapes->find(Name);
  expect("Hooks " + Name, Type, It == Shapes->end() ? "" : It->second);
}

void Comparison::compareHooks() {
  for (const kernel::Hook &Row : kernel::hooks()) {
    compareHook(Row.Record, Row.Field, Row);
    if (!Row.Prepare.empty())
      compareHook(Row.Record, Row.Prepare, Row);
  }
}

void Comparison::compareFields() {
  for (const kernel::Field &F : kernel::fields()) {
    expect("Fields " + std::string(F.Vma), F.Type,
           found(std::string(kernel::VmaRecord) + "." + std::string(F.Vma)));
    if (F.Desc.empty() || !R.HasPrepare)
      continue;
    std::string Desc = std::string(kernel::DescRecord) + ".";
    // The set of flags was a word, the two files were one.
    std::string_view Earlier = F.Form == kernel::FieldForm::Flags  ? F.Vma
                               : F.Form == kernel::FieldForm::File ? "file"
                                                                   : F.Desc;
    bool Has = !found(Desc + std::string(F.Desc)).empty() ||
               !found(Desc + std::string(Earlier)).empty();
    if (Has)
      ++Result.Held;
    else
      Result.Deviations.push_back({"Fields " + std::string(F.Vma),
                                   "a member " + Desc + std::string(F.Desc),
                                   "none"});
  }
}

void Comparison::compareFlags() {
  for (const kernel::Flag &F : kernel::flags()) {
    const std::pair<std::string, std::int64_t> Spellings[] = {
        {kernel::bitName(F), F.Bit},
        {kernel::wordName(F), std::int64_t(1) << F.Bit}};
    for (const auto &[Name, Value] : Spellings) {
      auto Found = Tree.Numbers.find(Name);
      if (Found == Tree.Numbers.end())
        continue; // by its shape, if the release has it
      // The bits behind the first word's were given out anew as enumerators.
      if (F.Bit >= 32 && !Expected.contains(kernel::bitName(F)))
        continue;
      bool Absent = !F.AbsentIn.empty() && Found->second == 0;
      if (Found->second == Value || Absent)
        ++Result.Held;
      else
        Result.Deviations.push_back(
            {"Flags " + std::string(F.Name),
             Name + " = " + std::to_string(Value),
             Name + " = " + std::to_string(Found->second)});
    }
  }
}

static std::string joined(const std::set<std::string> &Names) {
  std::string Text;
  for (const std::string &Name : Names)
    Text += (Text.empty() ? "" : " ") + Name;
  return Text;
}

void Comparison::compareMask(const char *Which, bool Has,
                             const std::set<std::string> &Found,
                             bool kernel::Flag::*Member) {
  if (!Has) {
    Result.Unseen.push_back(std::string("Flags ") + Which +
                            ": no macro of the tree spells this mask");
    return;
  }
  std::set<std::string> Want;
  for (const kernel::Flag &F : kernel::flags())
    if (F.*Member)
      Want.insert(std::string(F.Name));
  if (Want == Found)
    ++Result.Held;
  else
    Result.Deviations.push_back(
        {std::string("Flags ") + Which, joined(Want), joined(Found)});
}

/// What a declaration must have to be what \p Row says of it; "" if \p Type has
/// it.
static std::string lackOf(const kernel::Call &Row, StringRef Type) {
  bool IsMacro = Type.starts_with(kernel::MacroShape);
  StringRef Result = Type.take_until([](char C) { return C == '('; }).rtrim();
  auto [Head, List] = Type.split('(');
  bool Varies = List.contains("...") || (IsMacro && !Type.contains('('));
  int Parameters = List == ")" || List == "void)" ? 0 : 1 + List.count(',');
  if (Row.Subject >= 0 && !Varies && Parameters <= Row.Subject)
    return "at least " + std::to_string(Row.Subject + 1) + " parameters";
  if (IsMacro)
    return "";
  bool IsVoid = Result == "void", IsPointer = Result.ends_with("*");
  bool IsWord = Result == "unsigned long";
  if (Row.Subject == kernel::ResultSubject && !IsPointer && !IsWord)
    return "a pointer or an address as result";
  switch (Row.When) {
  case kernel::Success::Always:
    return "";
  case kernel::Success::NonZero:
    return IsVoid ? "a result that is not 0" : "";
  case kernel::Success::Zero:
  case kernel::Success::NonNegative:
    return Result == "int" ? "" : "int as result";
  case kernel::Success::Pointer:
  case kernel::Success::NoError:
    return IsPointer || IsWord ? "" : "a pointer or an address as result";
  }
  return "";
}

void Comparison::compareCall(const kernel::Call &Row) {
  std::string Name(Row.Name), Type = found(Name);
  // Those have their shapes in Releases.
  if (!kernel::typesOf(Row.Name).empty())
    return;
  if (Type.empty()) {
    Result.Unseen.push_back("Calls " + Name + ": not declared");
    return;
  }
  std::string Lack = lackOf(Row, Type);
  if (Lack.empty())
    ++Result.Held;
  else
    Result.Deviations.push_back({"Calls " + Name, Lack, Type});
}

void Comparison::compareOverlay() {
  if (!R.HasPrepare)
    return;
  for (const auto &[Name, Type] : overlayShapes(R)) {
    bool IsMacro = Type.starts_with(kernel::MacroShape);
    expect("overlay " + Name, IsMacro ? kernel::MacroShape : Type, found(Name));
  }
}

/// The release whose known declarations agree with the tree's in most.
const kernel::Release &nearestRelease(const HeaderShapes &Shapes) {
  const kernel::Release *Best = nullptr;
  std::size_t Fewest = 0;
  for (const kernel::Release &R : kernel::releases()) {
    auto Known = kernel::shapesOf(R);
    std::size_t Different = 0;
    for (const kernel::Release &Any : kernel::releases())
      for (const kernel::Shape &S : Any.Differences) {
        auto Want = Known.find(S.Name);
        auto Found = Shapes.find(S.Name);
        bool Wanted = Want != Known.end(), Has = Found != Shapes.end();
        Different +=
            Wanted != Has || (Wanted && !isShape(Found->second, Want->second));
      }
    if (!Best || Different < Fewest) {
      Best = &R;
      Fewest = Different;
    }
  }
  return *Best;
}

} // namespace

llvm::Expected<ContractResult> holdContract(const ContractInput &Input) {
  std::vector<std::string> Headers = hookHeaders();
  llvm::append_range(Headers, callHeaders());
  for (const kernel::Hook &H : kernel::hooks())
    if (Input.HasFile("include/" + std::string(H.Header)))
      Headers.emplace_back(H.Header);
  Reading Tree;
  if (llvm::Error E = readHeaders(
          Input.AnyCommand, Input.Overlay, Headers,
          [&](CompilerInstance &CI) { read(CI, Tree); }, flagProbes()))
    return E;
  const kernel::Release &R = nearestRelease(Tree.Shapes);
  ContractResult Result;
  Result.Release = std::string(R.Name);
  Comparison(Input, R, Tree, Result).run();
  return Result;
}

} // namespace premap
