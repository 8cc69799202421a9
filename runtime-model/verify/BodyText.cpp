#include "verify/BodyText.h"

#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/raw_ostream.h"

#include <map>

namespace premap::verify {

std::string globalName(const llvm::GlobalVariable &G) {
  if (!G.hasLocalLinkage())
    return G.getName().str();
  if (G.hasPrivateLinkage() && G.hasInitializer()) {
    if (const auto *Text =
            llvm::dyn_cast<llvm::ConstantDataSequential>(G.getInitializer());
        Text && Text->isCString())
      return '"' + Text->getAsCString().str() + '"';
    std::string Printed;
    llvm::raw_string_ostream Stream(Printed);
    G.getInitializer()->print(Stream);
    return "constant " + Printed;
  }
  // A static local: "function.name"; its function may have been renamed.
  auto [Function, Local] = G.getName().split('.');
  return Local.empty() ? G.getName().str() : "static " + Local.str();
}

namespace {

/// WARN(), BUG() and might_sleep() know their line number: what stands above
/// them is no part of what they do.
bool carriesLine(const llvm::Instruction &I) {
  const auto *Call = llvm::dyn_cast<llvm::CallBase>(&I);
  if (!Call)
    return false;
  if (const auto *Asm =
          llvm::dyn_cast<llvm::InlineAsm>(Call->getCalledOperand()))
    return Asm->getAsmString().contains("__bug_table");
  const llvm::Function *Callee = Call->getCalledFunction();
  return Callee && Callee->getName().starts_with("__might_");
}

/// Prints a body so that equal texts print equal: no metadata, no numbers that
/// depend on other functions.
class BodyPrinter {
public:
  explicit BodyPrinter(const llvm::Function &F) : Stream(Text) {
    for (const llvm::Argument &A : F.args())
      number(&A);
    print(*F.getFunctionType());
    for (const llvm::BasicBlock &B : F) {
      number(&B);
      for (const llvm::Instruction &I : B)
        if (!llvm::isa<llvm::DbgInfoIntrinsic>(I))
          number(&I);
    }
    for (const llvm::BasicBlock &B : F)
      for (const llvm::Instruction &I : B)
        if (!llvm::isa<llvm::DbgInfoIntrinsic>(I))
          print(I);
  }
  std::string Text;

private:
  void number(const llvm::Value *V) { Numbers.emplace(V, Numbers.size()); }

  /// Names of anonymous records are numbered by their order in the file.
  void print(const llvm::Type &Type) {
    Stream << ' ';
    if (!llvm::isa<llvm::StructType>(Type) &&
        !llvm::isa<llvm::FunctionType>(Type) &&
        !llvm::isa<llvm::ArrayType>(Type)) {
      Type.print(Stream);
      return;
    }
    Stream << '{';
    if (const auto *Array = llvm::dyn_cast<llvm::ArrayType>(&Type))
      Stream << Array->getNumElements() << " x";
    for (const llvm::Type *Element : Type.subtypes())
      print(*Element);
    Stream << '}';
  }

  void print(const llvm::Instruction &I) {
    Stream << '\n' << I.getOpcodeName() << ' ';
    print(*I.getType());
    if (const auto *Compare = llvm::dyn_cast<llvm::CmpInst>(&I))
      Stream << ' ' << Compare->getPredicate();
    if (const auto *Local = llvm::dyn_cast<llvm::AllocaInst>(&I))
      print(*Local->getAllocatedType());
    if (const auto *Address = llvm::dyn_cast<llvm::GetElementPtrInst>(&I))
      print(*Address->getSourceElementType());
    if (const auto *Phi = llvm::dyn_cast<llvm::PHINode>(&I))
      for (const llvm::BasicBlock *B : Phi->blocks())
        Stream << " b" << Numbers[B];
    if (const auto *Extract = llvm::dyn_cast<llvm::ExtractValueInst>(&I))
      for (unsigned Index : Extract->indices())
        Stream << " [" << Index << ']';
    if (const auto *Insert = llvm::dyn_cast<llvm::InsertValueInst>(&I))
      for (unsigned Index : Insert->indices())
        Stream << " [" << Index << ']';
    if (const auto *Atomic = llvm::dyn_cast<llvm::AtomicRMWInst>(&I))
      Stream << ' ' << unsigned(Atomic->getOperation());
    if (I.isVolatile())
      Stream << " volatile";
    if (carriesLine(I))
      return;
    for (const llvm::Use &Operand : I.operands())
      print(Operand.get());
  }

  void print(const llvm::Value *V) {
    Stream << ' ';
    auto Local = Numbers.find(V);
    if (Local != Numbers.end())
      Stream << '%' << Local->second;
    else if (const auto *G = llvm::dyn_cast<llvm::GlobalVariable>(V))
      Stream << '@' << globalName(*G);
    else if (const auto *F = llvm::dyn_cast<llvm::Function>(V))
      Stream << '@' << F->getName();
    else if (const auto *Asm = llvm::dyn_cast<llvm::InlineAsm>(V))
      Stream << "asm " << Asm->getAsmString() << Asm->getConstraintString();
    else if (const auto *E = llvm::dyn_cast<llvm::ConstantExpr>(V)) {
      Stream << E->getOpcodeName();
      if (const auto *Address = llvm::dyn_cast<llvm::GEPOperator>(E))
        print(*Address->getSourceElementType());
      for (const llvm::Use &Operand : E->operands())
        print(Operand.get());
    } else if (llvm::isa<llvm::MetadataAsValue>(V))
      Stream << "metadata";
    else {
      print(*V->getType());
      V->printAsOperand(Stream << ' ', /*PrintType=*/false);
    }
  }

  llvm::raw_string_ostream Stream;
  std::map<const llvm::Value *, unsigned> Numbers;
};

} // namespace

std::string bodyText(const llvm::Function &F) { return BodyPrinter(F).Text; }

static void printConstant(const llvm::Constant &C, llvm::raw_ostream &Out) {
  if (const auto *G = llvm::dyn_cast<llvm::GlobalVariable>(&C))
    Out << '@' << globalName(*G);
  else if (const auto *F = llvm::dyn_cast<llvm::Function>(&C))
    Out << '@' << F->getName();
  else if (llvm::isa<llvm::ConstantAggregate>(C) ||
           llvm::isa<llvm::ConstantExpr>(C)) {
    Out << '{';
    for (const llvm::Use &Operand : C.operands())
      printConstant(*llvm::cast<llvm::Constant>(Operand.get()), Out << ' ');
    Out << '}';
  } else
    C.printAsOperand(Out, /*PrintType=*/false);
}

std::string constantText(const llvm::Constant &C) {
  std::string Text;
  llvm::raw_string_ostream Stream(Text);
  printConstant(C, Stream);
  return Text;
}

// struct _ddebug of include/linux/dynamic_debug.h: pointers to module,
// function, file and format, then lineno:18, class_id:6, flags:8, and the key.
std::string logRecordText(const llvm::GlobalVariable &G) {
  static constexpr unsigned Function = 1, Pointers = 4, LineBits = 18;
  if (G.getSection() != "__dyndbg" || !G.hasInitializer())
    return "";
  const llvm::Constant &Record = *G.getInitializer();
  const llvm::DataLayout &Layout = G.getParent()->getDataLayout();
  if (Record.getNumOperands() <= Pointers)
    return "";
  std::string Text = "log record";
  for (unsigned I = 0; I < Pointers; ++I)
    if (I != Function)
      Text +=
          " " + constantText(*llvm::cast<llvm::Constant>(Record.getOperand(I)));
  llvm::Constant *Bits = llvm::ConstantFoldLoadFromConst(
      const_cast<llvm::Constant *>(&Record),
      llvm::Type::getInt32Ty(G.getContext()),
      llvm::APInt(Layout.getPointerSizeInBits(),
                  Pointers * Layout.getPointerSize()),
      Layout);
  const auto *Word = llvm::dyn_cast_or_null<llvm::ConstantInt>(Bits);
  if (!Word)
    return "";
  std::uint32_t Raw = Word->getZExtValue();
  Text += " " + std::to_string(Layout.isLittleEndian()
                                   ? Raw >> LineBits
                                   : Raw & ((1u << (32 - LineBits)) - 1));
  for (unsigned I = Pointers; I < Record.getNumOperands(); ++I) {
    const auto *Part = llvm::cast<llvm::Constant>(Record.getOperand(I));
    if (!Part->getType()->isIntegerTy() && !Part->getType()->isArrayTy())
      Text += " " + constantText(*Part);
  }
  return Text;
}

} // namespace premap::verify
