#include "findings/Report.h"

#include "kernel/Calls.h"

#include <algorithm>
#include <set>

namespace premap {

const Teammate *Team::member(std::string_view Name) const {
  for (const Teammate &T : Members)
    if (T.Facts->Name == Name)
      return &T;
  return nullptr;
}

static const FunctionFacts *fileFunction(const ConversionInput &Input,
                                         const std::string &Name) {
  for (const FunctionFacts &F : Input.FileFunctions)
    if (F.Name == Name)
      return &F;
  return nullptr;
}

/// The hook whose definition \p Where stands in, if it is not a member yet.
static const ConversionInput *peerAt(const ConversionInput &Input,
                                     const Span &Where) {
  for (const ConversionInput &Peer : Input.Peers)
    if (Peer.Handler.Definition && Peer.Handler.Definition.contains(Where))
      return &Peer;
  return nullptr;
}

static void addHelpers(const ConversionInput &Input, Team &Out, size_t Index) {
  std::set<std::string> Called;
  for (const Event &E : Out.Members[Index].events())
    if (E.Kind == EventKind::HelperCall && &E != Out.Moved.Call)
      Called.insert(E.Name);
  for (const std::string &Name : Called) {
    const FunctionFacts *Helper = fileFunction(Input, Name);
    if (!Helper || Out.member(Name))
      continue;
    if (Helper->Static && !Helper->Exported && !Helper->InMacro)
      Out.Members.push_back({Helper, false, nullptr, {}});
    else if (std::find(Out.Strangers.begin(), Out.Strangers.end(), Helper) ==
             Out.Strangers.end())
      Out.Strangers.push_back(Helper);
  }
}

/// A use that hands a helper something; comments and declarations do not.
static bool isUse(const Mention &M) {
  switch (M.Kind) {
  case MentionKind::Call:
  case MentionKind::Address:
  case MentionKind::TableEntry:
  case MentionKind::Export:
  case MentionKind::Other:
    return true;
  case MentionKind::Definition:
  case MentionKind::Declaration:
  case MentionKind::Comment:
  case MentionKind::String:
  case MentionKind::Directive:
  case MentionKind::Inactive:
    return false;
  }
  return false;
}

/// Hooks of the file that call the helper at \p Index come along.
static void addPeers(const ConversionInput &Input, Team &Out, size_t Index) {
  const std::vector<Mention> &Mentions = Out.Members[Index].Facts->Mentions;
  for (const Mention &M : Mentions) {
    const ConversionInput *Peer =
        M.Kind == MentionKind::Call ? peerAt(Input, M.Where) : nullptr;
    if (Peer && !Out.member(Peer->Handler.Name))
      Out.Members.push_back({&Peer->Handler, true, Peer, {}});
  }
}

static void addOtherUses(const Team &Together, Teammate &Helper) {
  for (const Mention &M : Helper.Facts->Mentions) {
    if (!isUse(M))
      continue;
    bool Inside = M.Kind == MentionKind::Call &&
                  std::any_of(Together.Members.begin(), Together.Members.end(),
                              [&](const Teammate &T) {
                                return T.Facts->Definition &&
                                       T.Facts->Definition.contains(M.Where);
                              });
    if (!Inside)
      Helper.OtherUses.push_back(M.Where);
  }
}

bool Teammate::takesValues() const {
  ValueReads Reads = valueReads(body());
  return !IsHook && !OtherUses.empty() && Reads.OnlyValues && Reads.any();
}

static Team gather(const ConversionInput &Input, const OpenByHand &Moved) {
  Team Out;
  Out.Moved = Moved;
  Out.Members.push_back({&Input.Handler, true, nullptr, {}});
  // Members grows while the helpers of helpers are found.
  for (size_t I = 0; I < Out.Members.size(); ++I) {
    addHelpers(Input, Out, I);
    if (!Out.Members[I].IsHook)
      addPeers(Input, Out, I);
  }
  for (Teammate &T : Out.Members)
    if (!T.IsHook)
      addOtherUses(Out, T);
  return Out;
}

Team teamOf(const ConversionInput &Input) { return gather(Input, {}); }

Team convertedTeam(const ConversionInput &Input, const ApiFeatures &Api) {
  OpenByHand Moved = openByHand(Input);
  if (!Moved.Call || !Api.Mapped)
    return teamOf(Input);
  Team Out = gather(Input, Moved);
  // On a merge `mapped` does not run; if an action fails, close() does.
  if (!neverMerges(Out, Out.Members.front()) ||
      maps(Out, Out.Members.front()) || Out.member(Moved.Open->Name))
    return teamOf(Input);
  return Out;
}

static bool bodyMaps(const Team &Together, const Teammate &F,
                     std::set<const Teammate *> &Seen);

static bool eventMaps(const Team &Together, const Event &E,
                      std::set<const Teammate *> &Seen) {
  if (E.Kind == EventKind::Map)
    return true;
  if (E.Kind != EventKind::HelperCall)
    return false;
  const Teammate *Helper = Together.member(E.Name);
  return Helper && bodyMaps(Together, *Helper, Seen);
}

static bool bodyMaps(const Team &Together, const Teammate &F,
                     std::set<const Teammate *> &Seen) {
  return Seen.insert(&F).second &&
         std::any_of(F.events().begin(), F.events().end(), [&](const Event &E) {
           return eventMaps(Together, E, Seen);
         });
}

bool maps(const Team &Together, const Teammate &F) {
  std::set<const Teammate *> Seen;
  return bodyMaps(Together, F, Seen);
}

bool maps(const Team &Together, const Event &E) {
  std::set<const Teammate *> Seen;
  return eventMaps(Together, E, Seen);
}

bool mayFollow(const HandlerBody &Body, size_t Earlier, size_t Later) {
  if (!Body.HasFlow)
    return true;
  const std::vector<unsigned> &After = Body.Events[Earlier].After;
  return std::find(After.begin(), After.end(), Later) != After.end();
}

static void addRead(const Event &E, ValueReads &Out) {
  switch (E.Kind) {
  case EventKind::FieldRead:
    Out.Flags |= E.Name == "vm_flags";
    Out.Start |= E.Name == "vm_start";
    Out.End |= E.Name == "vm_end";
    Out.Pgoff |= E.Name == "vm_pgoff";
    Out.File |= E.Name == "vm_file";
    Out.OnlyValues &= E.Name == "vm_flags" || E.Name == "vm_start" ||
                      E.Name == "vm_end" || E.Name == "vm_pgoff" ||
                      E.Name == "vm_file";
    return;
  case EventKind::FlagTest:
    Out.Flags = true;
    return;
  case EventKind::Size:
    Out.Start = Out.End = true;
    return;
  case EventKind::OtherCall: {
    const kernel::Call *Row = kernel::callNamed(E.Name);
    bool OfFile = Row && kernel::asksForFile(*Row);
    Out.File |= OfFile;
    Out.OnlyValues &= OfFile;
    return;
  }
  case EventKind::FieldWrite:
  case EventKind::FieldAddress:
  case EventKind::Pages:
  case EventKind::FlagSet:
  case EventKind::FlagClear:
  case EventKind::FlagModify:
  case EventKind::Map:
  case EventKind::GenericFile:
  case EventKind::HelperCall:
  case EventKind::IndirectCall:
  case EventKind::Escape:
  case EventKind::InactiveUse:
    Out.OnlyValues = false;
    return;
  case EventKind::FileRead:
  case EventKind::Acquire:
  case EventKind::Release:
  case EventKind::Lock:
  case EventKind::Unlock:
  case EventKind::SideEffect:
  case EventKind::Return:
    return;
  }
}

ValueReads valueReads(const HandlerBody &Body) {
  ValueReads Out;
  for (const Event &E : Body.Events)
    addRead(E, Out);
  return Out;
}

} // namespace premap
