#include "tool/FamilyTogether.h"

#include "findings/Roots.h"
#include "kernel/Calls.h"
#include "kernel/Hooks.h"
#include "rewriters/Family.h"
#include "rewriters/Rewrite.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace premap {

/// The header of the row, in the tree.
static std::string headerOf(const TreeScan &Scan, const HookFamily &Family) {
  const kernel::Hook *Row = kernel::hookNamed(Family.Record, Family.Field);
  std::string Path = Row ? std::string(Row->Header) : "";
  const std::string Include = "include/" + Path;
  return Scan.read(Include) ? Include : Path;
}

/// Functions that call the hook, as the first unit that has them sees them.
static std::vector<FamilyCaller> callers(const TreeScan &Scan,
                                         const FamilyInput &Input) {
  std::map<std::string, FamilyCaller> Found;
  for (const UnitFacts &Unit : Scan.Index->units())
    for (const FunctionFacts &F : Unit.Functions)
      if (llvm::any_of(Input.Uses, [&](const FieldUse &Use) {
            return Use.Kind == FieldUseKind::Call && F.Definition &&
                   F.Definition.contains(Use.Where);
          }))
        Found.try_emplace(F.File + ":" + F.Name, FamilyCaller{F, false});
  std::vector<FamilyCaller> Callers;
  for (auto &[Id, Caller] : Found) {
    for (const HandlerResult *H : Scan.Result.find(Id))
      Caller.IsHook = H->Record.Id == Id &&
                      llvm::all_of(H->Record.Ops, [](const OpsEntry &E) {
                        return E.Type == "file_operations" && E.Field == "mmap";
                      });
    Callers.push_back(Caller);
  }
  return Callers;
}

FamilyInput familyIn(const TreeScan &Scan, const HookFamily &Family) {
  FamilyInput Input;
  Input.Family = Family;
  Input.Header = headerOf(Scan, Family);
  std::set<std::string> Known;
  for (const UnitFacts &Unit : Scan.Index->units()) {
    Known.insert(Unit.File);
    for (const FieldUse &Use : Unit.FieldUses)
      if (Use.Type == Family.Record && Use.Field == Family.Field &&
          (Use.Kind == FieldUseKind::Call || Use.Kind == FieldUseKind::Read))
        Input.Uses.push_back(Use);
    for (const OpsEntry &Entry : Unit.Ops)
      if (Entry.Type == Family.Record &&
          (Entry.Field == Family.Field || Entry.Form == EntryForm::Copy))
        Input.Entries.push_back(Entry);
  }
  llvm::sort(Input.Uses, [](const FieldUse &A, const FieldUse &B) {
    return std::tie(A.Where, A.Kind) < std::tie(B.Where, B.Kind);
  });
  Input.Uses.erase(std::unique(Input.Uses.begin(), Input.Uses.end(),
                               [](const FieldUse &A, const FieldUse &B) {
                                 return A.Where == B.Where && A.Kind == B.Kind;
                               }),
                   Input.Uses.end());
  for (const std::string &File : Scan.Text.MembersNamedIn) {
    // Everybody who knows the record reads its header.
    std::string Text = Known.count(File) || File == Input.Header
                           ? ""
                           : Scan.read(File).value_or("");
    if (Text.find("struct " + Family.Record) != std::string::npos)
      Input.Unread.push_back(File);
  }
  Input.Callers = callers(Scan, Input);
  return Input;
}

/// How many files one patch may change and still be read by one person.
static constexpr size_t MostFiles = 8;

namespace {

/// Plans the record, its callers and all members as one change.
class TogetherPlanner {
public:
  TogetherPlanner(const TreeScan &Scan, const HookFamily &Family)
      : Scan(Scan), Input(familyIn(Scan, Family)) {}
  std::optional<TogetherMove> run();

private:
  bool add(const PlanResult &Planned);
  bool addCallers();
  bool addMembers();
  bool addHandler(HandlerResult H, PlanResult Planned, FamilyRole Role);

  const TreeScan &Scan;
  const FamilyInput Input;
  std::vector<EditGroup> Groups;
  std::vector<HandlerResult> Converted;
  FileReader Read = [this](const std::string &Path) { return Scan.read(Path); };
};

} // namespace

bool TogetherPlanner::addHandler(HandlerResult H, PlanResult Planned,
                                 FamilyRole Role) {
  if (!Planned.Accepted || H.Record.BestEffort || !H.Record.Assumes.empty())
    return false;
  Planned.Accepted->Family = Input.Family.Record;
  Planned.Accepted->Role = Role;
  H.Outcome = State::Convertible;
  H.Accepted = std::move(Planned.Accepted);
  H.Reasons.clear();
  H.Notes = std::move(Planned.Notes);
  Groups.push_back(std::move(Planned.Edits));
  Converted.push_back(std::move(H));
  return true;
}

/// Whether \p Caller hands nothing to the hook but the mapping, the file, and
/// what it has from the file: members may keep it for all mappings of that
/// file.
static bool givesTheFilesOwn(const ConversionInput &Caller) {
  const HandlerBody &Body = Caller.Handler.Body;
  for (const Event &E : Body.Events)
    if (E.Kind == EventKind::IndirectCall && calledFamily(Caller, E))
      for (int I = 0; I < int(E.Args.size()); ++I)
        if (I != E.VmaArg && I != E.FileArg &&
            rootOf(Caller.Handler, E.Args[I].Text) != Body.FileParameter)
          return false;
  return true;
}

/// Every function that calls or asks for the member is a hook of the VFS.
bool TogetherPlanner::addCallers() {
  for (const FieldUse &Use : Input.Uses)
    if (llvm::none_of(Input.Callers, [&](const FamilyCaller &C) {
          return C.IsHook && C.Function.Definition.contains(Use.Where);
        }))
      return false;
  for (const FamilyCaller &C : Input.Callers) {
    const std::string Id = C.Function.File + ":" + C.Function.Name;
    const HandlerResult *Found = nullptr;
    for (const HandlerResult *H : Scan.Result.find(Id))
      Found = H->Record.Id == Id ? H : Found;
    if (!Found || !C.IsHook)
      return false;
    ConversionInput Caller = inputInTree(Found->Record, *Scan.Index, Scan.Text);
    Caller.Calls = Input.Family;
    for (const FieldUse &Use : Input.Uses)
      if (Use.Kind == FieldUseKind::Read &&
          C.Function.Definition.contains(Use.Where))
        Caller.CalledTests.push_back(Use);
    if (!givesTheFilesOwn(Caller) ||
        !addHandler(*Found, plan(Caller, Scan.Api.Target, Read),
                    FamilyRole::Together))
      return false;
  }
  return !Input.Callers.empty();
}

bool TogetherPlanner::addMembers() {
  const HookFamily &Family = Input.Family;
  for (const HandlerRecord &Record : Scan.Index->handlers()) {
    if (llvm::none_of(Record.Ops,
                      [&](const OpsEntry &E) { return Family.has(E); }))
      continue;
    HandlerResult H;
    H.Record = Record;
    for (const HandlerResult *Old : Scan.Result.find(Record.Id))
      if (Old->Record.Id == Record.Id)
        H = *Old;
    if (kernel::isLibraryHook(Record.Name) ||
        (H.Outcome != State::Declined && H.Outcome != State::Convertible))
      return false;
    ConversionInput Member = inputInTree(Record, *Scan.Index, Scan.Text);
    Member.Family = Family;
    Member.InOneStep = true;
    for (ConversionInput &Peer : Member.Peers) {
      Peer.Family = Family;
      Peer.InOneStep = true;
    }
    if (!addHandler(std::move(H), plan(Member, Scan.Api.Target, Read),
                    FamilyRole::Member))
      return false;
  }
  return true;
}

std::optional<TogetherMove> TogetherPlanner::run() {
  PlanResult Record = planRecord(Input, Scan.Api.Target, Read);
  if (!Record.Accepted || !addCallers() || !addMembers())
    return std::nullopt;
  Groups.push_back(std::move(Record.Edits));
  llvm::Expected<EditGroup> Whole = mergeGroups(Groups);
  if (!Whole) {
    llvm::consumeError(Whole.takeError());
    return std::nullopt;
  }
  if (Whole->paths().size() > MostFiles)
    return std::nullopt;
  TogetherMove Found;
  Found.Move.Family = Input.Family;
  Found.Move.Prepare = kernel::prepareForm(Input.Family.Field);
  Found.Move.InOneStep = true;
  Found.Handlers = Scan.Result.Handlers;
  for (HandlerResult &H : Converted) {
    // Neither goes without the others.
    H.Edits = *Whole;
    Found.Move.Ids.push_back(H.Record.Id);
    std::erase_if(Found.Handlers, [&](const HandlerResult &Old) {
      return Old.Record.Id == H.Record.Id;
    });
    Found.Handlers.push_back(std::move(H));
  }
  llvm::sort(Found.Move.Ids);
  llvm::sort(Found.Handlers,
             [](const HandlerResult &A, const HandlerResult &B) {
               return A.Record.Id < B.Record.Id;
             });
  return Found;
}

std::optional<TogetherMove> planTogether(const TreeScan &Scan,
                                         const HookFamily &Family) {
  return TogetherPlanner(Scan, Family).run();
}

} // namespace premap
