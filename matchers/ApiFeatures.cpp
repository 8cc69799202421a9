#include "matchers/ApiFeatures.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace premap {
namespace {

struct NamedFeature {
  const char *Name;
  bool ApiFeatures::*Member;
};

} // namespace

static const NamedFeature AllFeatures[] = {
    {"file_operations.mmap_prepare", &ApiFeatures::MmapPrepare},
    {"file_has_valid_mmap_hooks", &ApiFeatures::HasValidMmapHooks},
    {"vfs_mmap", &ApiFeatures::VfsMmap},
    {"can_mmap_file", &ApiFeatures::CanMmapFile},
    {"generic_file_mmap_prepare", &ApiFeatures::GenericFileMmapPrepare},
    {"generic_file_readonly_mmap_prepare",
     &ApiFeatures::GenericFileReadonlyMmapPrepare},
    {"file_is_dax", &ApiFeatures::FileIsDax},
    {"compat_set_desc_from_vma", &ApiFeatures::CompatSetDescFromVma},
    {"__compat_vma_mmap(file_operations)", &ApiFeatures::CompatTakesOperations},
    {"vm_area_desc.vm_file", &ApiFeatures::DescVmFile},
    {"vm_area_desc.vm_flags", &ApiFeatures::DescVmFlags},
    {"vm_area_desc.vma_flags", &ApiFeatures::DescVmaFlags},
    {"vm_area_desc.action", &ApiFeatures::DescAction},
    {"mmap_action.success_hook", &ApiFeatures::SuccessHook},
    {"mmap_action.error_hook", &ApiFeatures::ErrorHook},
    {"mmap_action.error_override", &ApiFeatures::ErrorOverride},
    {"vma_desc_size", &ApiFeatures::DescSize},
    {"vma_desc_pages", &ApiFeatures::DescPages},
    {"mmap_action_remap", &ApiFeatures::ActionRemap},
    {"mmap_action_ioremap", &ApiFeatures::ActionIoRemap},
    {"mmap_action_simple_ioremap", &ApiFeatures::ActionSimpleIoRemap},
    {"mmap_action_map_kernel_pages", &ApiFeatures::ActionMapKernelPages},
    {"vma_desc_set_flags", &ApiFeatures::DescSetFlags},
    {"vma_desc_test_flags", &ApiFeatures::DescTestFlags},
    {"vma_desc_test", &ApiFeatures::DescTest},
    {"vma_desc_test_any", &ApiFeatures::DescTestAny},
    {"vma_desc_test_all", &ApiFeatures::DescTestAll},
    {"vma_flags_test_all", &ApiFeatures::FlagsTestAll},
    {"vma_desc_is_cow_mapping", &ApiFeatures::DescIsCow},
    {"vma_get_page_prot", &ApiFeatures::VmaGetPageProt},
    {"vma_flags_to_page_prot", &ApiFeatures::VmaFlagsToPageProt},
    {"vma_desc_set_anonymous", &ApiFeatures::DescSetAnonymous},
    {"shmem_zero_setup_desc", &ApiFeatures::ShmemZeroSetupDesc},
    {"mmap_action_prepare(mmap_action)", &ApiFeatures::PrepareTakesAction},
    {"mmap_action_complete(bool)", &ApiFeatures::CompleteTakesCompat},
    {"vm_operations_struct.mapped", &ApiFeatures::Mapped},
    {"uio_info.mmap_prepare", &ApiFeatures::UioMmapPrepare},
    {"vmbus_channel.mmap_prepare_ring_buffer",
     &ApiFeatures::RingBufferMmapPrepare},
};

std::vector<std::string> featureNames(const ApiFeatures &Features) {
  std::vector<std::string> Names;
  for (const NamedFeature &F : AllFeatures)
    if (Features.*F.Member)
      Names.push_back(F.Name);
  return Names;
}

void to_json(nlohmann::json &J, const ApiFeatures &Features) {
  J = featureNames(Features);
}

void from_json(const nlohmann::json &J, ApiFeatures &Features) {
  Features = ApiFeatures();
  for (const std::string Name : J) {
    const NamedFeature *Found = llvm::find_if(
        AllFeatures, [&](const NamedFeature &F) { return F.Name == Name; });
    if (Found == std::end(AllFeatures))
      throw nlohmann::json::other_error::create(
          599, "unknown feature '" + Name + "'", &J);
    Features.*Found->Member = true;
  }
}

std::string profileName(const ApiFeatures &F) {
  if (!F.MmapPrepare)
    return "none";
  if (F.ErrorOverride || F.DescSetAnonymous)
    return "7.2";
  if (F.Mapped || F.ActionSimpleIoRemap)
    return "7.1";
  if (F.DescAction)
    return F.DescVmFlags ? "6.19" : "7.0";
  if (F.DescVmFile)
    return "6.18";
  return F.GenericFileMmapPrepare || F.VfsMmap ? "6.17" : "6.16";
}

const std::vector<std::string> &targetNames() {
  static const std::vector<std::string> Names{"6.16", "6.17", "6.18", "6.19",
                                              "7.0",  "7.1",  "7.2"};
  return Names;
}

/// What each release added and removed, oldest first.
static ApiFeatures featuresUpTo(size_t Release) {
  ApiFeatures F;
  F.MmapPrepare = F.DescVmFlags = true; // 6.16
  F.HasValidMmapHooks = Release == 0;
  if (Release >= 1) // 6.17
    F.VfsMmap = F.CanMmapFile = F.GenericFileMmapPrepare =
        F.GenericFileReadonlyMmapPrepare = F.FileIsDax = true;
  if (Release >= 2) // 6.18
    F.DescVmFile = true;
  if (Release >= 3) // 6.19
    F.DescVmaFlags = F.DescAction = F.SuccessHook = F.ErrorHook = F.DescSize =
        F.DescPages = F.ActionRemap = F.ActionIoRemap = F.ShmemZeroSetupDesc =
            F.CompatTakesOperations = F.PrepareTakesAction = true;
  if (Release >= 4) { // 7.0
    F.DescVmFlags = false;
    F.DescSetFlags = F.FlagsTestAll = F.DescIsCow = true;
    F.DescTestFlags = Release == 4;
  }
  if (Release >= 5) { // 7.1
    F.CompatTakesOperations = F.PrepareTakesAction = false;
    F.ActionSimpleIoRemap = F.ActionMapKernelPages = F.DescTest =
        F.DescTestAny = F.DescTestAll = F.VmaGetPageProt = F.Mapped =
            F.CompatSetDescFromVma = F.CompleteTakesCompat = true;
  }
  if (Release >= 6) { // 7.2
    F.SuccessHook = F.ErrorHook = false;
    F.ErrorOverride = F.DescSetAnonymous = true;
  }
  return F;
}

std::optional<ApiFeatures> featuresOf(const std::string &Target) {
  const auto &Names = targetNames();
  auto Found = llvm::find(Names, Target);
  if (Found == Names.end())
    return std::nullopt;
  return featuresUpTo(Found - Names.begin());
}

namespace {

/// The declarations of one translation unit, by name.
class Declarations {
public:
  explicit Declarations(CompilerInstance &CI) : CI(CI) {
    for (Decl *D : CI.getASTContext().getTranslationUnitDecl()->decls()) {
      if (auto *Record = dyn_cast<RecordDecl>(D)) {
        if (Record->isCompleteDefinition())
          Records.try_emplace(Record->getName(), Record);
      } else if (auto *Function = dyn_cast<FunctionDecl>(D)) {
        Functions.try_emplace(Function->getName(), Function);
      }
    }
  }

  bool hasRecord(StringRef Name) const { return Records.contains(Name); }

  /// Members of unnamed unions count as the record's own.
  bool hasMember(StringRef Record, StringRef Member) const {
    auto Found = Records.find(Record);
    return Found != Records.end() && contains(Found->second, Member);
  }

  /// As a function or as a macro.
  bool has(StringRef Name) const {
    return Functions.contains(Name) ||
           CI.getPreprocessor().isMacroDefined(Name);
  }

  unsigned parameterCount(StringRef Name) const {
    auto Found = Functions.find(Name);
    return Found == Functions.end() ? 0 : Found->second->getNumParams();
  }

  /// The name of the record that parameter \p Index points to, or "".
  StringRef pointee(StringRef Name, unsigned Index) const {
    auto Found = Functions.find(Name);
    if (Found == Functions.end() || Index >= Found->second->getNumParams())
      return "";
    QualType Pointee =
        Found->second->getParamDecl(Index)->getType()->getPointeeType();
    if (Pointee.isNull())
      return "";
    const RecordDecl *Record = Pointee->getAsRecordDecl();
    return Record ? Record->getName() : "";
  }

private:
  static bool contains(const RecordDecl *Record, StringRef Member) {
    return llvm::any_of(Record->fields(), [&](const FieldDecl *Field) {
      if (Field->getName() == Member)
        return true;
      const RecordDecl *Inner = Field->getType()->getAsRecordDecl();
      return Field->isAnonymousStructOrUnion() && contains(Inner, Member);
    });
  }

  CompilerInstance &CI;
  llvm::StringMap<const RecordDecl *> Records;
  llvm::StringMap<const FunctionDecl *> Functions;
};

} // namespace

static ApiFeatures featuresOfUnit(const Declarations &Unit) {
  ApiFeatures F;
  auto Desc = [&](StringRef M) { return Unit.hasMember("vm_area_desc", M); };
  auto Action = [&](StringRef M) { return Unit.hasMember("mmap_action", M); };
  F.MmapPrepare = Unit.hasMember("file_operations", "mmap_prepare");
  F.DescVmFile = Desc("vm_file");
  F.DescVmFlags = Desc("vm_flags");
  F.DescVmaFlags = Desc("vma_flags");
  F.DescAction = Desc("action");
  F.SuccessHook = Action("success_hook");
  F.ErrorHook = Action("error_hook");
  F.ErrorOverride = Action("error_override");
  F.Mapped = Unit.hasMember("vm_operations_struct", "mapped");
  F.UioMmapPrepare = Unit.hasMember("uio_info", "mmap_prepare");
  F.RingBufferMmapPrepare =
      Unit.hasMember("vmbus_channel", "mmap_prepare_ring_buffer");
  F.CompatTakesOperations =
      Unit.pointee("__compat_vma_mmap", 0) == "file_operations";
  F.PrepareTakesAction =
      Unit.pointee("mmap_action_prepare", 0) == "mmap_action";
  F.CompleteTakesCompat = Unit.parameterCount("mmap_action_complete") == 3;

  // The rest are functions or macros that are called as they are.
  for (const NamedFeature &Feature : AllFeatures)
    if (StringRef(Feature.Name).find_first_of(".(") == StringRef::npos)
      F.*Feature.Member = Unit.has(Feature.Name);
  // Takes a VMA since there is vma_flags_to_page_prot().
  F.VmaGetPageProt &=
      Unit.pointee("vma_get_page_prot", 0) != "vm_area_struct";
  return F;
}

/// The headers that a hook may use; the last ones depend on the configuration.
static const char ProbeText[] = R"(#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/shmem_fs.h>
#if __has_include(<linux/dax.h>)
#include <linux/dax.h>
#endif
#if __has_include(<linux/uio_driver.h>)
#include <linux/uio_driver.h>
#endif
#if __has_include(<linux/hyperv.h>)
#include <linux/hyperv.h>
#endif
)";

llvm::Expected<ApiFeatures> detectFeatures(const CompileCommand &AnyCommand,
                                           const VirtualFiles &Overlay) {
  CompileCommand Probe = AnyCommand;
  Probe.File = AnyCommand.Directory + "/premap-api-probe.c";
  llvm::erase_if(Probe.Arguments, [&](StringRef Argument) {
    return !Argument.starts_with("-") &&
           llvm::sys::path::filename(Argument) ==
               llvm::sys::path::filename(AnyCommand.File);
  });
  Probe.Arguments.push_back(Probe.File);
  VirtualFiles Files = Overlay;
  Files[Probe.File] = ProbeText;

  std::optional<ApiFeatures> Found;
  ParseOutcome Outcome = parseUnit(Probe, Files, [&](CompilerInstance &CI) {
    Declarations Unit(CI);
    if (Unit.hasRecord("file_operations") && Unit.hasRecord("vm_area_struct"))
      Found = featuresOfUnit(Unit);
  });
  if (Found && !Outcome.HasErrors)
    return *Found;
  std::string Why = "they declare no struct file_operations";
  if (!Outcome.Diagnostics.empty()) {
    const Diagnostic &First = Outcome.Diagnostics.front();
    Why = First.Path + ":" + std::to_string(First.Line) + ": " + First.Message;
  }
  return llvm::createStringError(
      "cannot read the API of the tree's headers with the compile command of " +
      AnyCommand.File + ": " + Why);
}

} // namespace premap
