//! Who asks AppSync.

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::field::{Field, Read, event, strict};
use crate::{Extra, Map, RawJson};

/// Who asks, told by what is there. There is none where the client has an API key.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(untagged))]
#[non_exhaustive]
pub enum AppSyncIdentity {
    /// A user or a role of AWS.
    Iam(Box<AppSyncIamIdentity>),
    /// A user of a Cognito user pool.
    Cognito(Box<AppSyncCognitoIdentity>),
    /// A user of an OpenID Connect provider.
    Oidc(Box<AppSyncOidcIdentity>),
    /// Whom a Lambda authorizer let in.
    Lambda(AppSyncLambdaIdentity),
    /// None of these, as it came.
    Other(Extra),
}

event! {
    /// A user or a role of AWS.
    pub struct AppSyncIamIdentity = "an IAM identity" {
        /// The account.
        pub account_id: Option<String> = "accountId",
        /// The identity pool, where the credentials are from Cognito.
        pub cognito_identity_pool_id: Option<String> = "cognitoIdentityPoolId",
        /// The identity in it.
        pub cognito_identity_id: Option<String> = "cognitoIdentityId",
        /// The addresses that the request came by; the client's is the first.
        pub source_ip: Vec<String> = "sourceIp",
        /// The id of the user, or of the role and its session.
        pub username: Option<String> = "username",
        /// Its ARN.
        pub user_arn: Option<String> = "userArn",
        /// `authenticated` or `unauthenticated`, where the credentials are from Cognito.
        pub cognito_identity_auth_type: Option<String> = "cognitoIdentityAuthType",
        /// Who vouches for the identity, where the credentials are from Cognito.
        pub cognito_identity_auth_provider: Option<String> = "cognitoIdentityAuthProvider",
    }
}

event! {
    /// A user of a Cognito user pool.
    pub struct AppSyncCognitoIdentity = "a Cognito identity" {
        /// The claims of the token.
        pub claims: Map<Value> = "claims",
        /// What holds where a field says nothing: `ALLOW` or `DENY`.
        pub default_auth_strategy: Option<String> = "defaultAuthStrategy",
        /// The groups of the user.
        pub groups: Option<Vec<String>> = "groups",
        /// The address of the user pool.
        pub issuer: Option<String> = "issuer",
        /// The addresses that the request came by; the client's is the first.
        pub source_ip: Option<Vec<String>> = "sourceIp",
        /// The id of the user.
        pub sub: Option<String> = "sub",
        /// The name of the user.
        pub username: Option<String> = "username",
    }
}

event! {
    /// A user of an OpenID Connect provider.
    pub struct AppSyncOidcIdentity = "an OpenID Connect identity" {
        /// The claims of the token.
        pub claims: Map<Value> = "claims",
        /// The address of the provider.
        pub issuer: Option<String> = "issuer",
        /// The id of the user.
        pub sub: Option<String> = "sub",
    }
}

event! {
    /// Whom a Lambda authorizer let in.
    pub struct AppSyncLambdaIdentity = "an identity of a Lambda authorizer" {
        /// What the authorizer said: an object.
        pub resolver_context: RawJson = "resolverContext",
    }
}

// === impl AppSyncIdentity ===

impl AppSyncIdentity {
    /// The id of the user in a user pool, or at an OpenID Connect provider.
    #[must_use]
    pub fn sub(&self) -> Option<&str> {
        match self {
            Self::Cognito(identity) => identity.sub.as_deref(),
            Self::Oidc(identity) => identity.sub.as_deref(),
            Self::Iam(_) | Self::Lambda(_) | Self::Other(_) => None,
        }
    }

    /// The claims of the user's token.
    #[must_use]
    pub fn claims(&self) -> Option<&Map<Value>> {
        match self {
            Self::Cognito(identity) => Some(&identity.claims),
            Self::Oidc(identity) => Some(&identity.claims),
            Self::Iam(_) | Self::Lambda(_) | Self::Other(_) => None,
        }
    }

    fn of(members: Extra) -> Self {
        // Only what comes with the one kind of credentials and with no other tells them apart. A user pool is
        // an OpenID Connect provider too: AppSync adds to it who the user is by name, and from where.
        let has =
            |names: &[&str]| names.iter().any(|name| members.get(*name).is_some_and(|it| !it.is_null()));
        let iam = [
            "accountId",
            "userArn",
            "cognitoIdentityId",
            "cognitoIdentityPoolId",
            "cognitoIdentityAuthType",
            "cognitoIdentityAuthProvider",
        ];
        if has(&["resolverContext"]) {
            Self::read(members, Self::Lambda)
        } else if has(&iam) {
            Self::read(members, |identity| Self::Iam(Box::new(identity)))
        } else if has(&["username", "sourceIp"]) {
            Self::read(members, |identity| Self::Cognito(Box::new(identity)))
        } else if has(&["sub", "issuer", "claims"]) {
            Self::read(members, |identity| Self::Oidc(Box::new(identity)))
        } else {
            Self::Other(members)
        }
    }

    fn read<T: DeserializeOwned>(members: Extra, into: impl FnOnce(T) -> Self) -> Self {
        // A list with something else in it, say: who asks is then for the user to find out, and is not lost.
        T::deserialize(&Value::Object(members.clone())).map_or(Self::Other(members), into)
    }
}

/// None that is known.
impl Default for AppSyncIdentity {
    fn default() -> Self {
        Self::Other(Extra::new())
    }
}

impl Field for AppSyncIdentity {
    const EXPECTED: &'static str = "an identity of AppSync";

    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Read<Self>, A::Error> {
        Extra::deserialize(MapAccessDeserializer::new(map)).map(Self::of).map(Read::Fits)
    }
}

impl Serialize for AppSyncIdentity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Iam(identity) => identity.serialize(serializer),
            Self::Cognito(identity) => identity.serialize(serializer),
            Self::Oidc(identity) => identity.serialize(serializer),
            Self::Lambda(identity) => identity.serialize(serializer),
            Self::Other(members) => members.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for AppSyncIdentity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        strict(deserializer)
    }
}
