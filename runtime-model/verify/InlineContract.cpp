#include "verify/InlineContract.h"
#include "kernel/Fields.h"
#include "kernel/Meanings.h"
#include "verify/InlineComparison.h"
#include "verify/InlineUnit.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace premap::verify {
namespace {

using kernel::Meaning;

/// Arguments that are numbers: models know bits by their number only.
struct Variant {
  std::map<unsigned, std::uint64_t> Fixed; ///< by the argument's number
  std::vector<std::uint64_t> Bits;         ///< what the last argument points to
};

/// A function that does nothing but call \p Body, with the same arguments.
llvm::Function &callerOf(llvm::Function &Body) {
  llvm::Function *Caller = llvm::Function::Create(
      Body.getFunctionType(), llvm::GlobalValue::InternalLinkage,
      "premap.call." + Body.getName(), Body.getParent());
  llvm::IRBuilder<> Builder(
      llvm::BasicBlock::Create(Body.getContext(), "", Caller));
  std::vector<llvm::Value *> Arguments;
  for (llvm::Argument &A : Caller->args())
    Arguments.push_back(&A);
  llvm::CallInst *Call = Builder.CreateCall(&Body, Arguments);
  Call->setAttributes(Body.getAttributes());
  if (Body.getReturnType()->isVoidTy())
    Builder.CreateRetVoid();
  else
    Builder.CreateRet(Call);
  return *Caller;
}

/// Loops over an array do the same for each element.
constexpr std::uint64_t MaxElements = 3;

/// The numbers of an array for a function that makes a set of them.
std::vector<std::vector<std::uint64_t>> bitLists(unsigned WordBits) {
  std::vector<std::vector<std::uint64_t>> Lists{
      {}, {0, WordBits - 1}, {5, 5}, {14, 10}, {10, 14, 18}};
  for (std::uint64_t Bit = 0; Bit < WordBits; ++Bit)
    Lists.push_back({Bit});
  return Lists;
}

class InlineCheck {
public:
  InlineCheck(InlineUnit &Headers, const ResourceTable &Table)
      : Headers(Headers), Table(Table) {}

  InlineContract run() {
    Headers.Code->followAll(true);
    for (const std::string &Name : Headers.Names)
      check(Name);
    return std::move(Result);
  }

private:
  void check(const std::string &Name) {
    if (kernel::meaningOf(Name) == Meaning::LockVma)
      return undecided(Name, "the lock of a VMA is not modelled");
    llvm::Function *Body = Headers.Code->body(Name);
    if (!Body)
      return undecided(Name, "it has no body that is certain to run");
    InlineComparison Run(*Headers.Code, Table, *Body, callerOf(*Body));
    for (const Variant &V : variants(Name, *Body)) {
      Run.begin();
      std::vector<Value> Arguments = argumentsFor(Run, Name, *Body, V);
      try {
        Run.compare(Arguments);
      } catch (const z3::exception &E) {
        Run.Undecided = E.msg();
      }
      // Statistics that may be on.
      if (!Run.Deviation.empty() &&
          kernel::meaningOf(Name) == Meaning::AlwaysFalse)
        return undecided(Name, "it is taken to say no, where it may say yes");
      if (!Run.Deviation.empty())
        return Result.Deviations.push_back({Name, Run.Deviation});
      if (!Run.Undecided.empty())
        return undecided(Name, Run.Undecided);
    }
    Result.Equal.push_back(Name);
  }

  void undecided(const std::string &Name, const std::string &Why) {
    Result.Undecided.push_back({Name, Why});
  }

  std::vector<Variant> variants(const std::string &Name,
                                const llvm::Function &Body) {
    const unsigned WordBits = Headers.Code->types().PointerBytes * 8;
    const unsigned Last = Body.arg_size() - 1;
    std::vector<Variant> Result;
    Meaning Its = kernel::meaningOf(Name);
    if (Its == Meaning::TestBit || Its == Meaning::PointedTestBit) {
      for (std::uint64_t Bit = 0; Bit < WordBits; ++Bit)
        Result.push_back({{{Last, Bit}}, {}});
      return Result;
    }
    if (Its == Meaning::SetOfSets) {
      for (std::uint64_t Count = 0; Count <= MaxElements; ++Count)
        Result.push_back({{{Last - 1, Count}}, {}});
      return Result;
    }
    if (Its != Meaning::SetOfBits)
      return {Variant()};
    // With a set to start from: none, all, every second one.
    std::vector<std::uint64_t> Starts{0, ~std::uint64_t(0),
                                      0x5555555555555555u};
    bool HasStart = Last >= 2 && !Body.hasParamAttribute(
                                     Last - 2, llvm::Attribute::StructRet);
    if (!HasStart)
      Starts.resize(1);
    for (std::uint64_t Start : Starts)
      for (const std::vector<std::uint64_t> &Bits : bitLists(WordBits)) {
        if (Start && Bits.size() == 1)
          continue; // each bit once
        Variant V{{{Last - 1, Bits.size()}}, Bits};
        if (HasStart)
          V.Fixed[Last - 2] = Start;
        Result.push_back(std::move(V));
      }
    return Result;
  }

  std::vector<Value> argumentsFor(InlineComparison &Run,
                                  const std::string &Name,
                                  const llvm::Function &Body,
                                  const Variant &V) {
    const std::vector<std::string> &Tags = Headers.Parameters[Name];
    const Layout &Types = Headers.Code->types();
    Universe &U = Run.U;
    // A hidden pointer to the result stands before the parameters.
    unsigned Hidden = Body.arg_size() > Tags.size();
    std::vector<Value> Arguments;
    for (unsigned I = 0; I < Body.arg_size(); ++I) {
      llvm::Type *Type = Body.getArg(I)->getType();
      std::string Tag = I >= Hidden && I - Hidden < Tags.size()
                            ? Tags[I - Hidden]
                            : std::string();
      auto Fixed = V.Fixed.find(I);
      if (Fixed != V.Fixed.end() && Type->isIntegerTy())
        Arguments.emplace_back(
            U.number(Fixed->second, Type->getIntegerBitWidth()));
      else if (Type->isPointerTy() &&
               (Tag == kernel::VmaRecord || Tag == kernel::DescRecord))
        Arguments.push_back(Run.mapping(Tag));
      else
        Arguments.push_back(
            Run.symbol("argument " + std::to_string(I + 1), *Type));
    }
    auto Width = Types.Constants.find("sizeof_vma_flag_t");
    for (std::size_t I = 0; I < V.Bits.size() && Width != Types.Constants.end();
         ++I)
      Run.store(Arguments.back(), I * Width->second,
                U.number(V.Bits[I], Width->second * 8));
    return Arguments;
  }

  InlineUnit &Headers;
  const ResourceTable &Table;
  InlineContract Result;
};

} // namespace

InlineContract holdInlines(const Unit &Any, const FileTexts &Overlay) {
  ResourceTable Table;
  InlineUnit Headers = compileInlines(Any, Overlay, Table);
  if (!Headers.Error.empty()) {
    InlineContract Failed;
    Failed.Error = Headers.Error;
    return Failed;
  }
  return InlineCheck(Headers, Table).run();
}

} // namespace premap::verify
