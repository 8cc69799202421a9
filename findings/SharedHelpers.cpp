// Helpers in other files, and those of the hook's own file that others can link
// to.
#include "findings/Inputs.h"

#include "kernel/Calls.h"
#include "matchers/FactIndex.h"

#include <algorithm>
#include <set>

namespace premap {
namespace {

using UserSearch = std::function<std::optional<std::vector<std::string>>(
    const FunctionFacts &)>;

/// Follows the VMA from the handler over the borders of files.
class HelperLinker {
public:
  HelperLinker(ConversionInput &Input, const FactIndex &Index,
               const UserSearch &UnreadUsers)
      : Input(Input), Index(Index), UnreadUsers(UnreadUsers) {}

  void run();

private:
  const FunctionFacts *definition(const std::string &Name) const;
  bool isSound(const FunctionFacts &Helper) const;
  bool isDistinct(const std::string &File) const;
  bool takeIn(const FunctionFacts &Helper);
  void takeInFile(const std::string &File);
  void follow(FunctionFacts &From);
  void followAll();
  bool addPeers();
  FunctionFacts *known(const std::string &Name);

  ConversionInput &Input;
  const FactIndex &Index;
  const UserSearch &UnreadUsers;
  std::vector<std::string> Open; ///< names of functions to look into
  std::set<std::string> Seen;
};

} // namespace

FunctionFacts *HelperLinker::known(const std::string &Name) {
  for (FunctionFacts &F : Input.FileFunctions)
    if (F.Name == Name)
      return &F;
  return nullptr;
}

/// The only function that \p Name can mean in another file, if it gets a VMA.
const FunctionFacts *HelperLinker::definition(const std::string &Name) const {
  std::vector<std::string> Files = Index.definersOf(Name);
  if (Files.size() != 1)
    return nullptr;
  std::shared_ptr<const FunctionFacts> F = Index.function(Files.front(), Name);
  if (!F || F->Body.VmaParameter.empty() || F->Body.IsDesc || !isSound(*F))
    return nullptr;
  // A header's own, where a configuration leaves the other out.
  for (const Mention &M : Index.mentionsOf(F->File, Name))
    if (M.Kind == MentionKind::Definition && M.Where.Path != F->File)
      return nullptr;
  return F.get(); // the index keeps it
}

/// What is known of its file was read as it is written. With which command does
/// not matter much: who calls the only definition there is links with it.
bool HelperLinker::isSound(const FunctionFacts &Helper) const {
  const auto Functions = Index.functionsOf(Helper.File);
  for (const UnitFacts &Unit : Index.units())
    for (const BrokenPlace &Place : Unit.Broken) {
      if (Place.Path != Helper.File)
        continue;
      auto isThere = [&](unsigned Line) {
        return Place.FirstLine <= Line && Line <= Place.LastLine;
      };
      if (std::any_of(Functions.begin(), Functions.end(),
                      [&](const auto &F) { return isThere(F->Line); }) ||
          std::any_of(Unit.VmOps.begin(), Unit.VmOps.end(),
                      [&](const VmOpsTable &T) { return isThere(T.Line); }))
        return false;
    }
  return true;
}

/// What the facts of \p File call by a name is not another thing in the files
/// that are there already.
bool HelperLinker::isDistinct(const std::string &File) const {
  std::set<std::string> Names{Input.Handler.Name}, Tables;
  for (const FunctionFacts &F : Input.FileFunctions)
    Names.insert(F.Name);
  for (const ConversionInput &Peer : Input.Peers)
    Names.insert(Peer.Handler.Name);
  for (const VmOpsTable &Table : Input.VmOps)
    Tables.insert(Table.Name);
  for (const auto &F : Index.functionsOf(File))
    if (Names.count(F->Name))
      return false;
  for (const UnitFacts &Unit : Index.units())
    for (const VmOpsTable &Table : Unit.VmOps)
      if (Unit.File == File && Table.Static && Tables.count(Table.Name))
        return false;
  return true;
}

void HelperLinker::takeInFile(const std::string &File) {
  for (const auto &F : Index.functionsOf(File))
    Input.FileFunctions.push_back(*F);
  for (const UnitFacts &Unit : Index.units()) {
    if (Unit.File == File) {
      for (const VmOpsTable &Table : Unit.VmOps)
        if (Table.Static)
          Input.VmOps.push_back(Table);
      Input.NommuPlaces.insert(Input.NommuPlaces.end(),
                               Unit.NommuPlaces.begin(),
                               Unit.NommuPlaces.end());
      for (const InactiveRegion &Region : Unit.Inactive)
        Input.Inactive.push_back(Region);
    }
    for (const FieldUse &Use : Unit.FieldUses)
      if (Use.Where.Path == File && Use.Kind == FieldUseKind::Call)
        Input.InnerCalls.push_back(Use);
  }
}

/// \returns whether \p Helper is one of the functions of \p Input now.
bool HelperLinker::takeIn(const FunctionFacts &Helper) {
  if (!Input.SharedHelpers.count(Helper.Name)) {
    std::optional<std::vector<std::string>> Unread = UnreadUsers(Helper);
    if (!Unread)
      return known(Helper.Name) != nullptr;
    const bool IsNew = !known(Helper.Name);
    if (IsNew && !isDistinct(Helper.File))
      return false;
    if (IsNew)
      takeInFile(Helper.File);
    Input.SharedHelpers[Helper.Name] = std::move(*Unread);
    FunctionFacts *Own = known(Helper.Name);
    Own->Mentions = Index.mentionsOf(Own->File, Own->Name);
  }
  return true;
}

void HelperLinker::follow(FunctionFacts &From) {
  std::set<std::string> Linked;
  std::vector<std::string> Names;
  for (const Event &E : From.Body.Events) {
    bool Own = E.Kind == EventKind::HelperCall;
    bool Foreign = E.Kind == EventKind::OtherCall && E.VmaArg >= 0 &&
                   kernel::kindOf(E.Name) == kernel::CallKind::Unknown;
    if (!Own && !Foreign)
      continue;
    Names.push_back(E.Name);
    if (Foreign)
      Linked.insert(E.Name);
  }
  std::set<std::string> Found;
  // takeIn() moves the functions: From is not touched until all are there.
  const std::string File = From.File, Name = From.Name;
  for (const std::string &Callee : Names) {
    std::shared_ptr<const FunctionFacts> Own = Index.function(File, Callee);
    const FunctionFacts *Helper = Own ? Own.get() : definition(Callee);
    if (!Helper || (!Helper->Static && !takeIn(*Helper)))
      continue;
    Found.insert(Callee);
    if (Seen.insert(Callee).second)
      Open.push_back(Callee);
  }
  FunctionFacts &Caller =
      Name == Input.Handler.Name ? Input.Handler : *known(Name);
  for (Event &E : Caller.Body.Events)
    if (E.Kind == EventKind::OtherCall && Linked.count(E.Name) &&
        Found.count(E.Name))
      E.Kind = EventKind::HelperCall;
}

void HelperLinker::followAll() {
  while (!Open.empty()) {
    const std::string Name = Open.back();
    Open.pop_back();
    if (FunctionFacts *F = known(Name))
      follow(*F);
  }
}

/// More are a library's users, not a driver's hooks.
static constexpr size_t MaxPeers = 16;

/// Hooks of other files that hand their VMA to one of the shared helpers.
bool HelperLinker::addPeers() {
  bool Added = false;
  for (const auto &[Name, Unread] : Input.SharedHelpers)
    for (const Mention &M : known(Name)->Mentions)
      for (const HandlerRecord &Hook : Index.handlers()) {
        bool Calls = M.Kind == MentionKind::Call && Hook.Function &&
                     Hook.Function->Definition.contains(M.Where);
        if (!Calls || Input.Peers.size() >= MaxPeers ||
            !Seen.insert(Hook.Name).second)
          continue;
        if (!known(Hook.Name)) {
          if (!isDistinct(Hook.File))
            continue;
          takeInFile(Hook.File);
        }
        if (Hook.File != Input.Handler.File)
          Input.Peers.push_back(peerInput(Hook, Index));
        Open.push_back(Hook.Name);
        Added = true;
      }
  return Added;
}

void HelperLinker::run() {
  if (!Input.Handler.Body.Present)
    return;
  Seen.insert(Input.Handler.Name);
  follow(Input.Handler);
  followAll();
  while (addPeers())
    followAll();
  for (ConversionInput &Peer : Input.Peers)
    if (const FunctionFacts *F = known(Peer.Handler.Name))
      Peer.Handler.Body = F->Body;
}

void addSharedHelpers(ConversionInput &Input, const FactIndex &Index,
                      const UserSearch &UnreadUsers) {
  HelperLinker(Input, Index, UnreadUsers).run();
}

} // namespace premap
