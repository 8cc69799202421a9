#include "tool/plan/StepOrder.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

#include <map>

namespace premap {
namespace {

using llvm::BitVector;

/// The steps that some handlers need, and who they are.
struct Demand {
  BitVector Steps;
  std::vector<size_t> Handlers;
};

class Ordering {
public:
  explicit Ordering(const MigrationGraph &Graph);
  StepOrder run();

private:
  std::vector<size_t> missing(const BitVector &Needed) const;
  unsigned cost(const std::vector<size_t> &Steps) const;
  bool isBetter(const std::vector<size_t> &A, size_t GainA,
                const std::vector<size_t> &B, size_t GainB) const;
  std::vector<size_t> nextSteps() const;
  void take(size_t Step);

  const MigrationGraph &Graph;
  std::vector<BitVector> Reach; ///< by node: the steps that it needs
  std::vector<size_t> Place;    ///< by node: needs have a lower one
  std::vector<Demand> Open;     ///< not met yet
  BitVector Done;
  StepOrder Result;
};

} // namespace

Ordering::Ordering(const MigrationGraph &Graph) : Graph(Graph) {
  const size_t Count = Graph.Nodes.size();
  Reach.assign(Count, BitVector(Count));
  Place.assign(Count, 0);
  Done.resize(Count);
  size_t Next = 0;
  for (const std::vector<size_t> &Group : inOrderOfNeed(Graph)) {
    BitVector All(Count);
    for (size_t Node : Group) {
      Place[Node] = Next;
      if (Graph.Nodes[Node].isStep())
        All.set(Node);
      for (size_t Before : Graph.Nodes[Node].Needs)
        All |= Reach[Before];
    }
    for (size_t Node : Group)
      Reach[Node] = All;
    ++Next;
  }
  std::map<std::vector<size_t>, Demand> ByNeed;
  for (size_t Node = 0; Node != Count; ++Node) {
    const MigrationNode &N = Graph.Nodes[Node];
    if (N.isStep() || N.State == Standing::Converted)
      continue;
    if (Reach[Node].none()) {
      Result.Free.push_back(Node);
      continue;
    }
    Demand &D = ByNeed[missing(Reach[Node])];
    D.Steps = Reach[Node];
    D.Handlers.push_back(Node);
  }
  for (auto &[Steps, D] : ByNeed)
    Open.push_back(std::move(D));
}

/// In an order in which they can be done: cheap ones first.
std::vector<size_t> Ordering::missing(const BitVector &Needed) const {
  BitVector Left = Needed;
  Left.reset(Done);
  std::vector<size_t> Steps(Left.set_bits_begin(), Left.set_bits_end());
  llvm::sort(Steps, [&](size_t A, size_t B) {
    const MigrationNode &NA = Graph.Nodes[A], &NB = Graph.Nodes[B];
    return std::tuple(NA.Needs.empty() ? 0 : Place[A] + 1, NA.Cost, NA.Id) <
           std::tuple(NB.Needs.empty() ? 0 : Place[B] + 1, NB.Cost, NB.Id);
  });
  return Steps;
}

unsigned Ordering::cost(const std::vector<size_t> &Steps) const {
  unsigned Sum = 0;
  for (size_t Step : Steps)
    Sum += Graph.Nodes[Step].Cost;
  return Sum;
}

/// More handlers for its cost, then cheaper, then by name.
bool Ordering::isBetter(const std::vector<size_t> &A, size_t GainA,
                        const std::vector<size_t> &B, size_t GainB) const {
  size_t CostA = cost(A), CostB = cost(B);
  if (GainA * CostB != GainB * CostA)
    return GainA * CostB > GainB * CostA;
  if (CostA != CostB)
    return CostA < CostB;
  return A < B;
}

std::vector<size_t> Ordering::nextSteps() const {
  std::vector<size_t> Best;
  size_t BestGain = 0;
  for (const Demand &Candidate : Open) {
    BitVector Then = Done;
    Then |= Candidate.Steps;
    size_t Gain = 0;
    for (const Demand &Other : Open)
      if (!Other.Steps.test(Then))
        Gain += Other.Handlers.size();
    std::vector<size_t> Steps = missing(Candidate.Steps);
    if (Best.empty() || isBetter(Steps, Gain, Best, BestGain)) {
      Best = std::move(Steps);
      BestGain = Gain;
    }
  }
  return Best;
}

void Ordering::take(size_t Step) {
  OrderedStep Taken;
  Taken.Node = Step;
  Done.set(Step);
  for (size_t Node = 0; Node != Graph.Nodes.size(); ++Node) {
    const MigrationNode &N = Graph.Nodes[Node];
    if (N.isStep() || N.State == Standing::Converted || !Reach[Node].test(Step))
      continue;
    Taken.Waiting.push_back(Node);
    if (Reach[Node].count() == 1)
      Taken.Alone.push_back(Node);
    if (!Reach[Node].test(Done))
      Taken.After.push_back(Node);
  }
  llvm::erase_if(Open, [&](const Demand &D) { return !D.Steps.test(Done); });
  Result.Steps.push_back(std::move(Taken));
}

StepOrder Ordering::run() {
  while (!Open.empty())
    for (size_t Step : nextSteps())
      take(Step);
  return std::move(Result);
}

StepOrder orderSteps(const MigrationGraph &Graph) {
  return Ordering(Graph).run();
}

} // namespace premap
