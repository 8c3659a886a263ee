//! A custom action of an outbound campaign of Amazon Connect.
//!
//! See "Invoke Lambda functions" of outbound campaigns in the Amazon Connect Administrator Guide.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::RawJson;
use crate::field::event;

event! {
    /// Customers whom a campaign has come to. The function answers within 30 seconds for each of them.
    pub struct ConnectOutboundCampaignsEvent = "an event of a Connect outbound campaign" {
        /// What calls the function.
        pub invocation_metadata: ConnectCampaignMetadata = "InvocationMetadata" required,
        /// Whom it is about.
        pub items: ConnectCampaignItems = "Items" required,
    }
}

event! {
    /// What calls the function.
    pub struct ConnectCampaignMetadata = "the metadata of a Connect outbound campaign" {
        /// The campaign.
        pub campaign_context: ConnectCampaignContext = "CampaignContext",
    }
}

event! {
    /// A campaign.
    pub struct ConnectCampaignContext = "the context of a Connect outbound campaign" {
        /// Its id.
        pub campaign_id: Option<String> = "CampaignId",
        /// The id of this run of it.
        pub run_id: Option<String> = "RunId",
        /// The id of the action that calls the function.
        pub action_id: Option<String> = "ActionId",
        /// Its name.
        pub campaign_name: Option<String> = "CampaignName",
    }
}

event! {
    /// Whom a call is about.
    pub struct ConnectCampaignItems = "the items of a Connect outbound campaign" {
        /// The customers.
        pub customer_profiles: Vec<ConnectCustomerProfile> = "CustomerProfiles",
    }
}

event! {
    /// A customer.
    pub struct ConnectCustomerProfile = "a customer profile of a Connect outbound campaign" {
        /// The id, by which the function answers.
        pub profile_id: String = "ProfileId",
        /// The profile as JSON within text; see [`ConnectCustomerProfile::customer`].
        pub customer_data: Option<String> = "CustomerData",
        /// The same where this is delivered again.
        pub idempotency_token: Option<String> = "IdempotencyToken",
    }
}

event! {
    /// What became of each customer.
    ///
    /// ```
    /// use lamplight_events::sources::connect_outbound_campaigns::ConnectOutboundCampaignsResponse;
    /// use serde_json::json;
    ///
    /// let response = ConnectOutboundCampaignsResponse::default()
    ///     .with_result("customer-001", &json!({ "nextAction": "send_email" }))?;
    /// assert_eq!(
    ///     serde_json::to_value(response)?,
    ///     json!({ "Items": { "CustomerProfiles": [
    ///         { "Id": "customer-001", "ResultData": { "nextAction": "send_email" } },
    ///     ] } })
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct ConnectOutboundCampaignsResponse = "the response to a Connect outbound campaign" {
        /// The answers.
        pub items: ConnectCampaignResults = "Items",
    }
}

event! {
    /// The answers.
    pub struct ConnectCampaignResults = "the results for a Connect outbound campaign" {
        /// One for each customer: one that is missing counts as an error.
        pub customer_profiles: Vec<ConnectCustomerResult> = "CustomerProfiles",
    }
}

event! {
    /// What became of a customer.
    pub struct ConnectCustomerResult = "a result for a Connect outbound campaign" {
        /// The id of the profile.
        pub id: String = "Id",
        /// What later blocks of the campaign read: a JSON object of at most 32 kB.
        pub result_data: Option<RawJson> = "ResultData",
    }
}

// === impl ConnectCustomerProfile ===

impl ConnectCustomerProfile {
    /// Reads the profile as a type.
    ///
    /// # Errors
    ///
    /// Where there is none, or it is not of the type.
    pub fn customer<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.customer_data.as_deref().unwrap_or_default())
    }
}

// === impl ConnectOutboundCampaignsResponse ===

impl ConnectOutboundCampaignsResponse {
    /// One more answer.
    ///
    /// # Errors
    ///
    /// Where the data cannot be written as JSON.
    pub fn with_result<D: Serialize + ?Sized>(
        mut self,
        profile_id: impl Into<String>,
        data: &D,
    ) -> Result<Self, serde_json::Error> {
        let result_data = Some(RawJson::write(data)?);
        let result =
            ConnectCustomerResult { id: profile_id.into(), result_data, ..ConnectCustomerResult::default() };
        self.items.customer_profiles.push(result);
        Ok(self)
    }
}
