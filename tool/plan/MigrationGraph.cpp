#include "tool/plan/MigrationGraph.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

#include <algorithm>
#include <map>
#include <set>

namespace premap {

const char *toString(Standing S) {
  switch (S) {
  case Standing::Converted:
    return "converted";
  case Standing::Ready:
    return "ready";
  case Standing::ByHand:
    return "by_hand";
  case Standing::Waiting:
    return "waiting";
  case Standing::Unread:
    return "unread";
  }
  llvm_unreachable("all standings are handled");
}

const MigrationNode *MigrationGraph::find(const std::string &Id) const {
  auto At = llvm::find_if(
      Nodes, [&](const MigrationNode &Node) { return Node.Id == Id; });
  return At == Nodes.end() ? nullptr : &*At;
}

namespace {

class GraphBuilder {
public:
  GraphBuilder(const std::vector<PlannedFunction> &Functions, bool HasMapped)
      : HasMapped(HasMapped) {
    for (const PlannedFunction &F : Functions)
      Sorted.push_back(&F);
    llvm::sort(Sorted, [](const PlannedFunction *A, const PlannedFunction *B) {
      return A->id() < B->id();
    });
  }

  MigrationGraph build();

private:
  size_t node(NodeKind Kind, const std::string &Id, const std::string &Name,
              unsigned Cost);
  size_t hookNode(const std::string &Hook);
  void addFunction(const PlannedFunction &F);
  void need(size_t Node, size_t Before) { Needs[Node].insert(Before); }
  void addSlots(const PlannedFunction &F);
  void addBlockers(const PlannedFunction &F);
  void addBlocker(const PlannedFunction &F, const Blocker &B);
  void callHook(size_t Caller, const std::string &Hook);
  void settle(const PlannedFunction &F);
  std::vector<size_t> functionsNamed(const PlannedFunction &From,
                                     llvm::StringRef Name) const;
  MigrationGraph onlyWhatIsNeeded();

  bool HasMapped;
  std::vector<const PlannedFunction *> Sorted;
  std::vector<MigrationNode> Nodes;
  std::vector<std::set<size_t>> Needs; ///< parallel to Nodes
  std::map<std::string, size_t> ById;
  std::map<std::string, std::vector<size_t>> External; ///< by name
  std::map<size_t, std::set<size_t>> Implementers;     ///< of a hook
};

} // namespace

size_t GraphBuilder::node(NodeKind Kind, const std::string &Id,
                          const std::string &Name, unsigned Cost) {
  auto [At, Inserted] = ById.try_emplace(Id, Nodes.size());
  if (Inserted) {
    MigrationNode Node;
    Node.Kind = Kind;
    Node.Id = Id;
    Node.Name = Name;
    Node.Cost = Cost;
    Nodes.push_back(std::move(Node));
    Needs.emplace_back();
  }
  return At->second;
}

size_t GraphBuilder::hookNode(const std::string &Hook) {
  return node(NodeKind::Hook, "hook:" + Hook, Hook, costOf(NodeKind::Hook));
}

void GraphBuilder::addFunction(const PlannedFunction &F) {
  NodeKind Kind = F.IsHandler ? NodeKind::Handler : NodeKind::Helper;
  size_t At = node(Kind, F.id(), F.Name, costOf(Kind));
  MigrationNode &Node = Nodes[At];
  Node.File = F.File;
  Node.Line = F.Line;
  Node.Slots = F.Slots;
  if (F.External)
    External[F.Name].push_back(At);
}

/// The inner tables that name \p F wait for a prepare form of their member.
void GraphBuilder::addSlots(const PlannedFunction &F) {
  if (F.Converted)
    return;
  for (const HookSlot &Slot : F.Slots) {
    if (Slot.Record == "file_operations")
      continue;
    size_t Hook = hookNode(Slot.hook()), Own = ById.at(F.id());
    Nodes[Hook].Slots.push_back(Slot);
    Implementers[Hook].insert(Own);
    need(Own, Hook);
  }
}

/// The function \p Name as \p From can call it: of its own file, else all that
/// other files offer, for one of them is linked.
std::vector<size_t> GraphBuilder::functionsNamed(const PlannedFunction &From,
                                                 llvm::StringRef Name) const {
  if (!Name.consume_back("()"))
    return {};
  if (auto Own = ById.find(From.File + ":" + Name.str()); Own != ById.end())
    return {Own->second};
  auto Others = External.find(Name.str());
  return Others == External.end() ? std::vector<size_t>() : Others->second;
}

/// Whoever calls a hook can only follow when all that it may meet there have.
void GraphBuilder::callHook(size_t Caller, const std::string &Hook) {
  size_t At = hookNode(Hook);
  Nodes[Caller].Calls.push_back(Hook);
  need(Caller, At);
  for (size_t Implementer : Implementers[At])
    if (Implementer != Caller)
      need(Caller, Implementer);
}

void GraphBuilder::addBlocker(const PlannedFunction &F, const Blocker &B) {
  const size_t Own = ById.at(F.id());
  if (B.Needs.Kind == Lack::PrepareHook) {
    bool IsOwn = llvm::any_of(F.Slots, [&](const HookSlot &Slot) {
      return Slot.hook() == B.Needs.Name;
    });
    if (!IsOwn)
      callHook(Own, B.Needs.Name);
    return;
  }
  if (B.Needs.Kind == Lack::Caller) {
    need(Own, node(NodeKind::Caller, "caller:" + B.Where.File,
                   "the call of a table's hook in " + B.Where.File,
                   costOf(NodeKind::Caller)));
    return;
  }
  if (isChore(B, F)) {
    Nodes[Own].Chores.push_back(B.Message);
    return;
  }
  // What takes for the mapping has to move, whoever defines it.
  std::vector<size_t> Named = B.Needs.Kind == Lack::LateTaking
                                  ? std::vector<size_t>()
                                  : functionsNamed(F, B.Needs.Name);
  for (size_t Function : Named)
    if (Function != Own)
      need(Own, Function);
  if (!Named.empty())
    return;
  MigrationStep S = stepFor(B, HasMapped);
  need(Own, node(S.Kind, std::string(toString(S.Kind)) + ":" + S.Name, S.Name,
                 S.Cost));
}

void GraphBuilder::addBlockers(const PlannedFunction &F) {
  if (F.Converted)
    return;
  for (const Blocker &B : F.Blockers)
    addBlocker(F, B);
  if (!F.Unread.empty())
    need(ById.at(F.id()),
         node(NodeKind::Unread, toString(NodeKind::Unread),
              "a configuration that compiles it, or code that parses",
              costOf(NodeKind::Unread)));
}

void GraphBuilder::settle(const PlannedFunction &F) {
  MigrationNode &Node = Nodes[ById.at(F.id())];
  if (F.Converted)
    Node.State = Standing::Converted;
  else if (!F.Unread.empty())
    Node.State = Standing::Unread;
  else if (!Needs[ById.at(F.id())].empty())
    Node.State = Standing::Waiting;
  else
    Node.State = Node.Chores.empty() ? Standing::Ready : Standing::ByHand;
}

/// Helpers are read before it is known who needs them.
MigrationGraph GraphBuilder::onlyWhatIsNeeded() {
  std::vector<size_t> Work;
  std::set<size_t> Kept;
  for (size_t I = 0; I != Nodes.size(); ++I)
    if (Nodes[I].Kind == NodeKind::Handler && Kept.insert(I).second)
      Work.push_back(I);
  while (!Work.empty()) {
    size_t At = Work.back();
    Work.pop_back();
    for (size_t Before : Needs[At])
      // What takes a descriptor is waited for no longer.
      if (Nodes[Before].State != Standing::Converted &&
          Kept.insert(Before).second)
        Work.push_back(Before);
  }
  std::vector<size_t> Order(Kept.begin(), Kept.end());
  llvm::sort(Order, [&](size_t A, size_t B) {
    return std::pair(Nodes[A].Kind, Nodes[A].Id) <
           std::pair(Nodes[B].Kind, Nodes[B].Id);
  });
  std::map<size_t, size_t> New;
  for (size_t I = 0; I != Order.size(); ++I)
    New[Order[I]] = I;
  MigrationGraph Graph;
  for (size_t Old : Order) {
    MigrationNode &Node = Nodes[Old];
    for (size_t Before : Needs[Old])
      if (Nodes[Before].State != Standing::Converted)
        Node.Needs.push_back(New.at(Before));
    llvm::sort(Node.Needs);
    for (std::vector<std::string> *List : {&Node.Calls, &Node.Chores}) {
      llvm::sort(*List);
      List->erase(std::unique(List->begin(), List->end()), List->end());
    }
    llvm::sort(Node.Slots);
    Graph.Nodes.push_back(std::move(Node));
  }
  return Graph;
}

MigrationGraph GraphBuilder::build() {
  for (const PlannedFunction *F : Sorted)
    addFunction(*F);
  for (const PlannedFunction *F : Sorted)
    addSlots(*F);
  for (const PlannedFunction *F : Sorted)
    if (F->Converted)
      settle(*F);
  for (const PlannedFunction *F : Sorted)
    addBlockers(*F);
  for (const PlannedFunction *F : Sorted)
    settle(*F);
  return onlyWhatIsNeeded();
}

MigrationGraph buildGraph(const std::vector<PlannedFunction> &Functions,
                          bool HasMapped) {
  return GraphBuilder(Functions, HasMapped).build();
}

namespace {

/// Tarjan's search, without recursion: a chain may be as long as a tree's.
class Components {
public:
  explicit Components(const MigrationGraph &Graph) : Nodes(Graph.Nodes) {
    Number.assign(Nodes.size(), 0);
    Low.assign(Nodes.size(), 0);
    OnStack.assign(Nodes.size(), false);
    for (size_t Node = 0; Node != Nodes.size(); ++Node)
      if (!Number[Node])
        search(Node);
  }

  std::vector<std::vector<size_t>> Found; ///< needs before those that need them

private:
  struct Visit {
    size_t Node;
    size_t Next = 0; ///< of its needs
  };

  void search(size_t Root);
  void enter(size_t Node);
  void leave(size_t Node);

  const std::vector<MigrationNode> &Nodes;
  std::vector<size_t> Number, Low, Stack;
  std::vector<bool> OnStack;
  std::vector<Visit> Visits;
  size_t Count = 0;
};

} // namespace

void Components::enter(size_t Node) {
  Number[Node] = Low[Node] = ++Count;
  Stack.push_back(Node);
  OnStack[Node] = true;
  Visits.push_back({Node});
}

void Components::leave(size_t Node) {
  if (Low[Node] != Number[Node])
    return;
  std::vector<size_t> Group;
  size_t Member;
  do {
    Member = Stack.back();
    Stack.pop_back();
    OnStack[Member] = false;
    Group.push_back(Member);
  } while (Member != Node);
  llvm::sort(Group);
  Found.push_back(std::move(Group));
}

void Components::search(size_t Root) {
  enter(Root);
  while (!Visits.empty()) {
    const size_t Node = Visits.back().Node;
    const std::vector<size_t> &Needs = Nodes[Node].Needs;
    if (Visits.back().Next < Needs.size()) {
      size_t Before = Needs[Visits.back().Next++];
      if (!Number[Before])
        enter(Before);
      else if (OnStack[Before])
        Low[Node] = std::min(Low[Node], Number[Before]);
      continue;
    }
    Visits.pop_back();
    leave(Node);
    if (!Visits.empty())
      Low[Visits.back().Node] = std::min(Low[Visits.back().Node], Low[Node]);
  }
}

std::vector<std::vector<size_t>> inOrderOfNeed(const MigrationGraph &Graph) {
  return std::move(Components(Graph).Found);
}

std::vector<std::vector<size_t>> circles(const MigrationGraph &Graph) {
  std::vector<std::vector<size_t>> Found = inOrderOfNeed(Graph);
  llvm::erase_if(
      Found, [](const std::vector<size_t> &Group) { return Group.size() < 2; });
  llvm::sort(Found);
  return Found;
}

} // namespace premap
